import type { NoParams } from './message.ts';

/** The type of a JSON value. */
export type JsonKind = 'null' | 'list' | 'object' | 'string' | 'number' | 'boolean';

/** The fields of a file, or columns for delimited files. */
export interface ExistingFields {
  readonly are: 'columns' | 'fields';
  readonly names: readonly string[];
}

/** A column without a name in the header, or with a repeated one. */
export interface GeneratedName {
  /** 1-based. */
  readonly column: number;
  /** The repeated name. */
  readonly repeats?: string;
  readonly own: string;
}

/** Messages about rows of a pool's files. `line` is 1-based. */
export interface RowMessages {
  /** `why`: the JSON parser's message; `python`: it looks like a printed dict. */
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
  /** `line`: line of the text that has the id. */
  'row.repeatedId': { readonly id: string; readonly line: number };
  /** `line`: line of the first row with the text. */
  'row.labelConflict': { readonly here: string; readonly elsewhere: string; readonly line: number };
  /** Several labels per record; empty: none of the labels. */
  'row.labelsConflict': {
    readonly here: readonly string[];
    readonly elsewhere: readonly string[];
    readonly line: number;
  };
  /** `label`: a name with the separator of the field in it. */
  'row.labelSeparator': { readonly label: string; readonly separator: string };
  /** Here and below: the number of affected rows. */
  'rows.notUtf8': { readonly rows: number };
  'rows.notNumbers': { readonly rows: number };
  'rows.strayQuotes': { readonly rows: number };
  'rows.byteOrderMarks': { readonly rows: number };
  'columns.named': { readonly made: readonly GeneratedName[] };
}
