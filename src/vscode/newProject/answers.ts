import type { EmptyMeaning, LabelField, LabelFieldUse } from '../../core/projectFile/labelField.ts';
import { columnsByLabel } from '../../core/pool/flagColumns.ts';
import type { PoolInspection, PoolSurvey, ValueCount } from '../ports.ts';

/** The answers in New Project from File. */
export interface Answers {
  /** How the file is read. */
  readonly inspection: PoolInspection;
  readonly text: readonly string[];
  readonly id?: string;
  /** The column or columns that already hold labels, with their contents. */
  readonly column: LabelColumn | undefined;
  /** Single-label or multi-label. */
  readonly task: TaskAnswer;
  /** The meaning of an empty value in the column, if the user was asked. */
  readonly empty?: EmptyMeaning;
  /** Labels of the column, most frequent first; look-alikes merged if the user agreed. */
  readonly found: readonly ValueCount[];
  /** Labels by the column's values. */
  readonly map: Readonly<Record<string, string>>;
  readonly labels: readonly string[];
  /** By label, if the user wrote one. */
  readonly descriptions: ReadonlyMap<string, string>;
  readonly use: LabelFieldUse;
  readonly context: readonly string[];
}

/** The field with the labels, or a column of 0 and 1 for each label. */
export type LabelColumn = { readonly survey: PoolSurvey } & (
  { readonly label: string } | { readonly columns: readonly string[] }
);

export type TaskAnswer =
  | { readonly task: 'single' }
  /** `separator`: separates the labels within a field's text. */
  | { readonly task: 'multi'; readonly separator?: string };

/** The answers before the first question. */
export function firstAnswers(inspection: PoolInspection): Answers {
  return {
    inspection,
    text: [],
    column: undefined,
    task: { task: 'single' },
    found: [],
    map: {},
    labels: [],
    descriptions: new Map<string, string>(),
    use: 'annotations',
    context: [],
  };
}

/** The fields that already have a role. */
export function usedFields({ text, id, column }: Answers): string[] {
  const labels = column === undefined ? [] : 'label' in column ? [column.label] : column.columns;
  return [...text, ...(id === undefined ? [] : [id]), ...labels];
}

/** The label field of the project file. */
export function labelFieldOf({ column, task, empty, map, use }: Answers): LabelField | undefined {
  if (column === undefined) return undefined;
  const meaning = empty === undefined || task.task === 'single' ? {} : { empty };
  if ('columns' in column) return { columns: columnsByLabel(column.columns), use, ...meaning };
  const separator = task.task === 'multi' && task.separator !== undefined ? task.separator : '';
  return { field: column.label, use, map, ...(separator !== '' && { separator }), ...meaning };
}
