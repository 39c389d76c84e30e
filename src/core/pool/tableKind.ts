/** Formats of table files that are not text. */
export const tableKinds = ['parquet', 'xlsx'] as const;
export type TableKind = (typeof tableKinds)[number];
