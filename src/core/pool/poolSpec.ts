export type Delimiter = ',' | '\t' | ';' | '|';

/** How a file of a pool is written. */
export interface PoolFormat {
  readonly kind: 'jsonl' | 'delimited';
  /** Default ','. */
  readonly delimiter?: Delimiter;
  /** Whether the first row names the columns. Default true, or false where `columns` are given. */
  readonly header?: boolean;
  /** Names of the columns, in place of a header's; without either they are column1, column2, … */
  readonly columns?: readonly string[];
  /** Whether `"` encloses fields (RFC 4180). Where false, every physical line is a row. Default true. */
  readonly quotes?: boolean;
  readonly gzip?: boolean;
}

/** Rows are used only if the field's value is one of these. */
export interface PoolFilter {
  readonly field: string;
  readonly oneOf: readonly string[];
}

/** What of its files makes up a pool. Fields are names or paths into objects (`meta.body`). */
export interface PoolSpec {
  readonly files: readonly { readonly path: string; readonly format: PoolFormat }[];
  /** Joined by a blank line where there are several. */
  readonly textFields: readonly string[];
  readonly idField?: string;
  /** Labels given elsewhere, to be imported. */
  readonly labelField?: string;
  readonly contextFields: readonly string[];
  /** All must hold. */
  readonly filter?: readonly PoolFilter[];
}

/** Something the user should know about a line. An error means that the line is not used. */
export interface PoolProblem {
  readonly file: string;
  /** 1-based physical line. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column?: number;
  readonly message: string;
  readonly severity: 'error' | 'warning';
}
