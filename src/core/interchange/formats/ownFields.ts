/** Reserved fields; context fields with these names get the prefix `pool.`. */
export const ownFields: readonly string[] = [
  'id',
  'record',
  'text',
  'label',
  'labels',
  'not',
  'spans',
  'of',
  'offsets',
  'tokens',
  'skipped',
  'annotator',
  'at',
  'flagged',
  'note',
  'holdout',
  'ask',
  'elapsedMs',
  'suggestion',
  'guarded',
  'marginalia',
  'score',
];

/** Reserved fields that hold a row's answer, in one format or another. */
export const answerFields: readonly string[] = ['label', 'labels', 'not', 'spans', 'of'];

const own = new Set(ownFields);

/** Whether Marginalia writes a field of this name itself. */
export function isOwnField(name: string): boolean {
  return own.has(name);
}

/** Reserved fields about why a row was asked, and what a model predicted. */
export const originFields: readonly string[] = ['holdout', 'ask', 'elapsedMs', 'suggestion'];

/** The file field of a context value. */
export function contextField(name: string): string {
  return own.has(name) || name.startsWith('pool.') ? `pool.${name}` : name;
}

/** The context name of a file field. */
export function contextName(field: string): string {
  return field.startsWith('pool.') ? field.slice(5) : field;
}

/** A label with the name of another column gets the prefix `label.`. */
export function labelColumn(label: string): string {
  return isOwnField(label) || /^(label|pool)\.|^Comments$/.test(label) ? `label.${label}` : label;
}
