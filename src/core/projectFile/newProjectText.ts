import { proposedHoldoutSize } from '../metrics/holdoutSupport.ts';
import type { PoolFormat } from '../pool/poolSpec.ts';
import { stringifyProjectFile } from './parseProjectFile.ts';
import type { LabelTask } from '../acquisition/acquisition.ts';
import type { LabelField } from './labelField.ts';
import { defaultQuery, projectDefaults } from './projectFile.ts';

/** The user's answers in New Project from File. */
export interface NewProjectAnswers {
  /** Name of the pool file, which is in the same folder. */
  readonly pool: string;
  /** Its format, stored in full so that it is never detected again. */
  readonly format: PoolFormat;
  readonly text: readonly string[];
  readonly id?: string;
  readonly context: readonly string[];
  /** Default `single`. */
  readonly task?: LabelTask;
  readonly labels: readonly string[];
  readonly descriptions?: ReadonlyMap<string, string>;
  readonly labelField?: LabelField;
  readonly refitEvery: number;
}

/** The text of the new project file: the answers, without values that are defaults. */
export function newProjectText(answers: NewProjectAnswers): string {
  const { pool, format, labels, descriptions, labelField, refitEvery, ...settings } = answers;
  const { task = 'single' } = answers;
  const column = labelField && withLabels(labelField, labels);
  return stringifyProjectFile({
    ...projectDefaults,
    ...settings,
    pool: [{ path: pool, format }],
    labels: labels.map((name) => {
      const description = descriptions?.get(name);
      return description === undefined ? { name } : { name, description };
    }),
    ...(column ? { labelField: column } : {}),
    task,
    query: { ...defaultQuery(task), refitEvery },
    // With many labels, 200 records would leave most labels too few for their metrics.
    holdout: { ...projectDefaults.holdout, size: proposedHoldoutSize(labels.length, task) },
  });
}

/** A pool of texts that an import writes: JSON Lines in UTF-8 with `text`, and `id` if there are ids. */
export interface ImportedTexts extends Pick<
  NewProjectAnswers,
  'pool' | 'context' | 'task' | 'labels' | 'refitEvery'
> {
  readonly hasIds: boolean;
}

/** The text of the project file for texts and answers taken from a labelled file. */
export function importedProjectText({ hasIds, ...answers }: ImportedTexts): string {
  return newProjectText({
    ...answers,
    format: { kind: 'jsonl', encoding: 'utf-8' },
    text: ['text'],
    ...(hasIds && { id: 'id' }),
  });
}

/** Keeps only values and columns whose label is in the project; undefined if no column is left. */
function withLabels(labelField: LabelField, labels: readonly string[]): LabelField | undefined {
  if ('columns' in labelField) {
    const columns = Object.entries(labelField.columns).filter(([name]) => labels.includes(name));
    if (columns.length === 0) return undefined;
    return { ...labelField, columns: Object.fromEntries(columns) };
  }
  const { map = {}, ...rest } = labelField;
  const kept = Object.entries(map).filter(
    ([value, name]) => labels.includes(name) && !labels.includes(value),
  );
  return kept.length > 0 ? { ...rest, map: Object.fromEntries(kept) } : rest;
}
