export type Format = 'jsonl' | 'json' | 'delimited';

/** The reading that the writer of a file meant, and that a competent person would name. */
export interface MeantReading {
  readonly format: Format;
  /** Another format that is equally right: concatenated objects are neither lines nor a list. */
  readonly orFormat?: Format;
  /** TextDecoder's name of the encoding. */
  readonly encoding: string;
  /** Undefined in JSON, and for a single column, which has no delimiter. */
  readonly delimiter?: string;
  /** For a single column: characters in it that are unquoted but must not be taken for a delimiter. */
  readonly notDelimiters?: readonly string[];
  readonly header?: boolean;
  /** Undefined if either is right because no field is quoted or begins with a quote. */
  readonly quotes?: boolean | undefined;
  /** The character that escapes a quote within quotes, unless quotes are doubled. */
  readonly escape?: '\\';
  readonly gzip: boolean;
  /** The key of the list of objects in the enclosing object. */
  readonly path?: string;
  /** An orient of pandas whose objects are not rows. */
  readonly orient?: 'columns' | 'index' | 'split';
}

/** The values that a delimited file does not have. */
export interface Nulls {
  /** What the writer writes in their place, never in quotes; blank in most files. */
  readonly word: string;
  readonly count: number;
  /** Whether the writer encloses every text in quotes, so that the word cannot be one. */
  readonly quotesTexts: boolean;
  /** `sampleRows` with blanks in their place. */
  readonly sampleRows: readonly (readonly string[])[];
}

/** A data file with its meant reading. */
export interface PoolFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What the user has to name because the bytes do not reveal it. */
  readonly given?: { readonly encoding?: string };
  readonly meant: MeantReading;
  /** Data rows, without header, titles and sep line. */
  readonly rows: number;
  /**
   * The names as written, including blank and repeated ones; empty without a header. The header of R's
   * write.table has one name fewer than its rows have fields.
   */
  readonly fields: readonly string[];
  /**
   * The first three data rows and the last one as strings, in the order of the fields. Numbers and booleans
   * are as in the file; null, NaN and missing keys of JSON are blank; lists and objects are compact JSON.
   */
  readonly sampleRows: readonly (readonly string[])[];
  /** Of a delimited file. */
  readonly nulls?: Nulls;
  /** Lines above the header: titles, the blank line below them, or `sep=;`. */
  readonly preamble: number;
  /** Whether it is UTF-8 with a header, ordinary names and no oddity. */
  readonly regular: boolean;
  /** Its oddities, for reports. */
  readonly traits: readonly string[];
}
