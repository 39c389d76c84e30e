import { stringifyProjectFile } from '../../core/projectFile/parseProjectFile.ts';
import { projectDefaults, type LabelFieldUse } from '../../core/projectFile/projectFile.ts';

/** What the user said in New Project from File. */
export interface NewProjectAnswers {
  /** Name of the pool file, which lies in the same folder. */
  readonly pool: string;
  readonly text: readonly string[];
  readonly id?: string;
  readonly context: readonly string[];
  readonly labels: readonly string[];
  readonly labelField?: { readonly field: string; readonly use: LabelFieldUse };
  readonly refitEvery: number;
}

/** The text of the new project file: what was said, and nothing that is a default anyway. */
export function newProjectText(answers: NewProjectAnswers): string {
  const { pool, labels, refitEvery, ...said } = answers;
  return stringifyProjectFile({
    ...projectDefaults,
    ...said,
    pool: [{ path: pool }],
    labels: labels.map((name) => ({ name })),
    query: { ...projectDefaults.query, refitEvery },
  });
}
