/** Fields with a meaning of their own; those of the context get `pool.` in front where they are called so. */
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

const own = new Set(ownFields);

export function isOwnField(name: string): boolean {
  return own.has(name);
}

/** Those of them that say how a row came to be asked, and what a model said of it. */
export const originFields: readonly string[] = ['holdout', 'ask', 'elapsedMs', 'suggestion'];

/** The field of a file in which a value of the context stands. */
export function contextField(name: string): string {
  return own.has(name) || name.startsWith('pool.') ? `pool.${name}` : name;
}

/** The name in the context of a field of a file. */
export function contextName(field: string): string {
  return field.startsWith('pool.') ? field.slice(5) : field;
}
