export const labelFieldUses = ['annotations', 'suggestions', 'ignore'] as const;

/** How to use existing labels in the pool. */
export type LabelFieldUse = (typeof labelFieldUses)[number];

/** How to read a record without labels, if a record may have several. */
export const emptyMeanings = ['unlabelled', 'none'] as const;

/** `unlabelled`: it is not annotated; `none`: none of the labels applies. */
export type EmptyMeaning = (typeof emptyMeanings)[number];

/** Existing labels in the pool. */
export type LabelField = LabelsInField | LabelsInColumns;

/** Labels in one field. */
export interface LabelsInField {
  readonly field: string;
  readonly use: LabelFieldUse;
  /** Labels by value of the field, for values spelled differently. */
  readonly map?: Readonly<Record<string, string>>;
  /** Several labels per record: their separator in a text; lists need none. */
  readonly separator?: string;
  /** Several labels per record: the meaning of an empty value. Default `unlabelled`. */
  readonly empty?: EmptyMeaning;
}

/** Several labels per record, each in a column of its own: 1 applies, 0 does not, empty is unknown. */
export interface LabelsInColumns {
  /** Fields by label. */
  readonly columns: Readonly<Record<string, string>>;
  readonly use: LabelFieldUse;
  /** `none`: an empty cell counts as 0. Default `unlabelled`. */
  readonly empty?: EmptyMeaning;
}

/** The fields of the pool that hold the labels. */
export function fieldsWithLabels(labelField: LabelField): readonly string[] {
  return 'field' in labelField ? [labelField.field] : Object.values(labelField.columns);
}

/** Identifies the fields, on screen and in the origin of imported answers. */
export function nameOfLabelField(labelField: LabelField): string {
  const fields = fieldsWithLabels(labelField);
  return fields.length > 1 ? `${fields[0]} … ${fields.at(-1)}` : (fields[0] ?? '');
}
