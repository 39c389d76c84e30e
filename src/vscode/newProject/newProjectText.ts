import { proposedHoldoutSize } from '../../core/metrics/holdoutSupport.ts';
import type { PoolFormat } from '../../core/pool/poolSpec.ts';
import { stringifyProjectFile } from '../../core/projectFile/parseProjectFile.ts';
import { projectDefaults, type LabelField } from '../../core/projectFile/projectFile.ts';

/** What the user said in New Project from File. */
export interface NewProjectAnswers {
  /** Name of the pool file, which lies in the same folder. */
  readonly pool: string;
  /** How it is read: nothing of it is found again afterwards. */
  readonly format: PoolFormat;
  readonly text: readonly string[];
  readonly id?: string;
  readonly context: readonly string[];
  readonly labels: readonly string[];
  readonly descriptions?: ReadonlyMap<string, string>;
  readonly labelField?: LabelField;
  readonly refitEvery: number;
}

/** The text of the new project file: what was said, and nothing that is a default anyway. */
export function newProjectText(answers: NewProjectAnswers): string {
  const { pool, format, labels, descriptions, labelField, refitEvery, ...said } = answers;
  return stringifyProjectFile({
    ...projectDefaults,
    ...said,
    pool: [{ path: pool, format }],
    labels: labels.map((name) => {
      const description = descriptions?.get(name);
      return description === undefined ? { name } : { name, description };
    }),
    ...(labelField ? { labelField: withLabels(labelField, labels) } : {}),
    query: { ...projectDefaults.query, refitEvery },
    // With many labels 200 records are too few for half of the labels, and macro-F1 could not be told.
    holdout: { ...projectDefaults.holdout, size: proposedHoldoutSize(labels.length) },
  });
}

/** Only values that stand for a label of the project are mapped. */
function withLabels({ map = {}, ...rest }: LabelField, labels: readonly string[]): LabelField {
  const kept = Object.entries(map).filter(
    ([value, name]) => labels.includes(name) && !labels.includes(value),
  );
  return kept.length > 0 ? { ...rest, map: Object.fromEntries(kept) } : rest;
}
