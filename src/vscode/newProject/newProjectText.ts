import { proposedHoldoutSize } from '../../core/metrics/holdoutSupport.ts';
import type { PoolFormat } from '../../core/pool/poolSpec.ts';
import { stringifyProjectFile } from '../../core/projectFile/parseProjectFile.ts';
import type { LabelField } from '../../core/projectFile/labelField.ts';
import { projectDefaults } from '../../core/projectFile/projectFile.ts';

/** The user's answers in New Project from File. */
export interface NewProjectAnswers {
  /** Name of the pool file, which is in the same folder. */
  readonly pool: string;
  /** Its format, stored in full so that it is never detected again. */
  readonly format: PoolFormat;
  readonly text: readonly string[];
  readonly id?: string;
  readonly context: readonly string[];
  readonly labels: readonly string[];
  readonly descriptions?: ReadonlyMap<string, string>;
  readonly labelField?: LabelField;
  readonly refitEvery: number;
}

/** The text of the new project file: the answers, without values that are defaults. */
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
    // With many labels, 200 records leave half of the labels too few for macro-F1.
    holdout: { ...projectDefaults.holdout, size: proposedHoldoutSize(labels.length) },
  });
}

/** Keeps only mapped values whose label is in the project. */
function withLabels(labelField: LabelField, labels: readonly string[]): LabelField {
  if ('columns' in labelField) return labelField;
  const { map = {}, ...rest } = labelField;
  const kept = Object.entries(map).filter(
    ([value, name]) => labels.includes(name) && !labels.includes(value),
  );
  return kept.length > 0 ? { ...rest, map: Object.fromEntries(kept) } : rest;
}
