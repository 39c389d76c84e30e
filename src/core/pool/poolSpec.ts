import type { Message } from '../messages/message.ts';

export const delimiters = [',', ';', '\t', '|', '^', '~'] as const;
export type Delimiter = (typeof delimiters)[number];

/** How a file of a pool is written: its reading, found once and kept in the project file. */
export interface PoolFormat {
  /** `jsonl`: an object on each line; `json`: a list of objects, or objects one after the other, over any lines. */
  readonly kind: 'jsonl' | 'json' | 'delimited';
  /** As `TextDecoder` names it. Default `utf-8`. */
  readonly encoding?: string;
  /** Default ','. */
  readonly delimiter?: Delimiter;
  /** Whether the first row names the columns. Default true, or false where `columns` are given. */
  readonly header?: boolean;
  /** Names of the columns, in place of a header's; without either they are column1, column2, … */
  readonly columns?: readonly string[];
  /** Whether `"` encloses fields (RFC 4180). Where false, every physical line is a row. Default true. */
  readonly quotes?: boolean;
  /** Lines above the header (or the first row), such as a title. A line `sep=;` is passed over without it. Default 0. */
  readonly skip?: number;
  readonly gzip?: boolean;
  /** Where the list of a `json` file is (`data`, `result.items`), if the file is not the list itself. */
  readonly path?: string;
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
  /** What the project calls a value of the label field, where that is another spelling. */
  readonly labelNames?: ReadonlyMap<string, string>;
  readonly contextFields: readonly string[];
  /** All must hold. */
  readonly filter?: readonly PoolFilter[];
  /** Rows of equal text are records of their own, where records are found by their place and never by their id. */
  readonly apart?: boolean;
}

/** What is wrong with a line, for programs. Errors cost the row; warnings do not. */
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
  | 'labels-not-taken';

/** Something the user should know about a line. An error means that the line is not used. */
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
 * What became of every row of the files, headers and empty lines apart:
 * rows = records + merged + withoutText + problemRows + filteredOut.
 */
export interface PoolAccounting {
  readonly rows: number;
  /** Different texts. */
  readonly records: number;
  /** Rows whose text an earlier row has. */
  readonly merged: number;
  /** Rows whose text is absent, null or empty. */
  readonly withoutText: number;
  /** Rows that cannot be read. */
  readonly problemRows: number;
  /** Rows left out by the filter. */
  readonly filteredOut: number;
}
