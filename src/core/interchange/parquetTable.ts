/** A column of a table with types, as Parquet stores it. Any value may be null. */
export interface ParquetColumn {
  readonly name: string;
  /**
   * `label`: one of `names`, stored as its position (a ClassLabel of Hugging Face's `datasets`).
   * Other values of a `string` column are written as JSON.
   */
  readonly type: 'string' | 'boolean' | 'integer' | 'double' | 'label';
  /** All labels of a label column. */
  readonly names?: readonly string[];
  /** Whether a value is a list. */
  readonly list?: boolean;
}

/** Rows with the values of the columns, by name; a missing one is null. */
export interface ParquetTable {
  readonly columns: readonly ParquetColumn[];
  readonly rows: AsyncIterable<Readonly<Record<string, unknown>>>;
}
