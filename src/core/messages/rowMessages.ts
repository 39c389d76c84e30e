import type { NoParams } from './message.ts';

/** What a JSON value is. */
export type JsonKind = 'null' | 'list' | 'object' | 'string' | 'number' | 'boolean';

/** The fields of a file, or its columns where it is delimited. */
export interface ExistingFields {
  readonly are: 'columns' | 'fields';
  readonly names: readonly string[];
}

/** A column that the header does not name, or not first. */
export interface MadeName {
  /** 1-based. */
  readonly column: number;
  /** What the header calls it, as it calls an earlier column. */
  readonly repeats?: string;
  readonly own: string;
}

/** What is said of rows of a pool's files. `line` is 1-based. */
export interface RowMessages {
  /** `why`: in the words of the JSON parser; `python`: it looks like a printed dict. */
  'row.notJson': { readonly why: string; readonly python: boolean };
  'row.notAnObject': { readonly kind: JsonKind };
  'row.nestedTooDeeply': { readonly most: number };
  'row.tooLong': { readonly mebibytes: number };
  'row.unclosedQuote': NoParams;
  'row.tooFewFields': { readonly fields: number; readonly columns: number };
  'row.tooManyFields': { readonly fields: number; readonly columns: number };
  'row.notText': { readonly field: string; readonly kind: JsonKind };
  'row.lacksText': { readonly fields: readonly string[] };
  'row.noText': { readonly fields: readonly string[]; readonly are: 'null' | 'empty' };
  'row.repeatedHeader': NoParams;
  /** `line`: of the text that has the id. */
  'row.repeatedId': { readonly id: string; readonly line: number };
  /** `line`: of the first row with the text. */
  'row.labelConflict': { readonly here: string; readonly elsewhere: string; readonly line: number };
  /** Here and below: how many rows have it. */
  'rows.notUtf8': { readonly rows: number };
  'rows.notNumbers': { readonly rows: number };
  'rows.strayQuotes': { readonly rows: number };
  'rows.byteOrderMarks': { readonly rows: number };
  'columns.named': { readonly made: readonly MadeName[] };
}
