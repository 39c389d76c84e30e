/** Files of tables that are not text. */
export const tableKinds = ['parquet'] as const;
export type TableKind = (typeof tableKinds)[number];
