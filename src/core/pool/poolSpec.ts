import type { Message } from '../messages/message.ts';
import { tableKinds, type TableKind } from './tableKind.ts';

export const delimiters = [',', ';', '\t', '|', '^', '~'] as const;
export type Delimiter = (typeof delimiters)[number];

/** Characters that enclose fields. */
export const quoteMarks = ['"', "'"] as const;
export type QuoteMark = (typeof quoteMarks)[number];

/** How a pool file is written: detected once and kept in the project file. */
export interface PoolFormat {
  /**
   * `jsonl`: one object per line; `json`: a list of objects, or objects one after the other, across
   * lines; `parquet` and `xlsx`: tables that are not text.
   */
  readonly kind: 'jsonl' | 'json' | 'delimited' | TableKind;
  /** A `TextDecoder` name. Default `utf-8`. */
  readonly encoding?: string;
  /** Default ','. */
  readonly delimiter?: Delimiter;
  /** Whether the first row names the columns. Default true, or false if `columns` is given. */
  readonly header?: boolean;
  /** Column names in place of a header; without either they are column1, column2, … */
  readonly columns?: readonly string[];
  /**
   * Whether `quote` encloses fields (RFC 4180). If false, every physical line is a row. Default true.
   */
  readonly quotes?: boolean;
  /** Default `"`. */
  readonly quote?: QuoteMark;
  /** A cell that is this word, without quotes, has no value, such as R's `NA`. Default: none is. */
  readonly missing?: string;
  /**
   * Lines above the header (or the first row), such as a title. A line `sep=;` is skipped
   * regardless. Default 0.
   */
  readonly skip?: number;
  readonly gzip?: boolean;
  readonly zstd?: boolean;
  /** Sheet of an `xlsx` file; default: the first. */
  readonly sheet?: string;
  /**
   * Path to the list of a `json` file (`data`, `result.items`), if the file itself is not the list.
   */
  readonly path?: string;
  /**
   * Of `jsonl` and `json`: rows may be texts in place of objects, `"so"` instead of
   * `{"text": "so"}`. Default: they are objects.
   */
  readonly texts?: boolean;
}

/** How a file is stored; before its rows can be found, it is converted once to UTF-8. */
export interface StoredForm extends Pick<PoolFormat, 'gzip' | 'zstd' | 'encoding' | 'sheet'> {
  readonly table?: TableKind;
}

/** How a file is stored: compression, encoding, and the kind and sheet of a table. */
export function storedForm({ kind, gzip, zstd, encoding, sheet }: PoolFormat): StoredForm {
  const table = tableKinds.find((known) => known === kind);
  return {
    ...(gzip !== undefined && { gzip }),
    ...(zstd !== undefined && { zstd }),
    ...(encoding !== undefined && { encoding }),
    ...(table && { table }),
    ...(sheet !== undefined && { sheet }),
  };
}

/** Whether rows are lists of cells, whose columns a header may name. */
export function hasColumns({ kind }: Pick<PoolFormat, 'kind'>): boolean {
  return kind === 'delimited' || kind === 'xlsx';
}

/** Whether an editor can show a file's rows as they are. */
export function isPlainText(format: PoolFormat): boolean {
  const { gzip, zstd, table } = storedForm(format);
  return gzip !== true && zstd !== true && table === undefined;
}

/** Uses only the rows in which the field has one of these values. */
export interface PoolFilter {
  readonly field: string;
  readonly oneOf: readonly string[];
}

/**
 * Which parts of its files make up a pool. Fields are names or paths into objects (`meta.body`).
 */
export interface PoolSpec {
  readonly files: readonly { readonly path: string; readonly format: PoolFormat }[];
  /** Several are joined by a blank line. */
  readonly textFields: readonly string[];
  readonly idField?: string;
  /** Existing labels to import. */
  readonly labelField?: string;
  /** The project's names for values of the label field that are spelled differently. */
  readonly labelNames?: ReadonlyMap<string, string>;
  /** A record may have several labels. */
  readonly multiLabel?: MultiLabelSpec;
  readonly contextFields: readonly string[];
  /** All must hold. */
  readonly filter?: readonly PoolFilter[];
  /** Rows with equal text are separate records, found by position and never by id. */
  readonly apart?: boolean;
  /** Whether records are found by the values of the id field, at 25 bytes each and more. Default true. */
  readonly findById?: boolean;
}

/** How several labels per record are read. */
export interface MultiLabelSpec {
  /** The separator of labels in a text of the label field. */
  readonly separator?: string;
  /** In place of a label field: the column of each label, with 1 where it applies and 0 where not. */
  readonly columns?: Readonly<Record<string, string>>;
  /**
   * The meaning of an empty value, or of an empty cell of a label's column. Default `unlabelled`.
   */
  readonly empty?: 'unlabelled' | 'none';
  /** The labels of the project: those that a list does not name do not apply. */
  readonly labels?: readonly string[];
}

/** The kind of a problem, for programs. Errors drop the row; warnings do not. */
export type PoolProblemCode =
  | 'not-json'
  | 'not-an-object'
  | 'nested-too-deeply'
  | 'row-too-long'
  | 'unclosed-quote'
  | 'stray-quote'
  | 'too-many-fields'
  | 'too-few-fields'
  | 'no-text'
  | 'not-utf-8'
  | 'not-a-number'
  | 'repeated-header'
  | 'column-names'
  | 'byte-order-mark'
  | 'missing-field'
  | 'no-rows'
  | 'repeated-id'
  | 'label-conflict'
  | 'label-separator'
  | 'labels-not-taken';

/** A problem with a line. An error means that the line is not used. */
export interface PoolProblem {
  readonly file: string;
  /** 1-based physical line. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column?: number;
  readonly code: PoolProblemCode;
  readonly message: Message;
  readonly severity: 'error' | 'warning';
}

/**
 * Counts of all rows by outcome, without headers and empty lines: rows = records + merged +
 * withoutText + problemRows + filteredOut.
 */
export interface PoolAccounting {
  readonly rows: number;
  /** Distinct texts. */
  readonly records: number;
  /** Rows with the text of an earlier row. */
  readonly merged: number;
  /** Rows with an absent, null or empty text. */
  readonly withoutText: number;
  /** Unreadable rows. */
  readonly problemRows: number;
  /** Rows excluded by the filter. */
  readonly filteredOut: number;
}
