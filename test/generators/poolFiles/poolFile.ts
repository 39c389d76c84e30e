export type Format = 'jsonl' | 'json' | 'delimited';

/** What the writer of a file meant: the reading that a competent person would name. */
export interface MeantReading {
  readonly format: Format;
  /** Another name of the format that is as right: concatenated objects are neither lines nor a list. */
  readonly orFormat?: Format;
  /** A name of TextDecoder's, as it spells it. */
  readonly encoding: string;
  /** Undefined in JSON, and where there is one column, which no delimiter splits. */
  readonly delimiter?: string;
  /** One column: the characters that stand in it unquoted, and so must not be taken for its delimiter. */
  readonly notDelimiters?: readonly string[];
  readonly header?: boolean;
  /** Undefined where either is right, as no field is quoted or begins with a quote. */
  readonly quotes?: boolean | undefined;
  /** The character before a quote within quotes where it is not another quote. */
  readonly escape?: '\\';
  readonly gzip: boolean;
  /** The key of the list of objects in an object around it. */
  readonly path?: string;
  /** The orient of pandas whose objects are no rows. */
  readonly orient?: 'columns' | 'index' | 'split';
}

/** A data file with the reading that is meant. */
export interface PoolFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What the user passes by name because the bytes cannot tell it. */
  readonly given?: { readonly encoding?: string };
  readonly meant: MeantReading;
  /** Data rows, without header, titles and sep line. */
  readonly rows: number;
  /**
   * The names as the writer wrote them, blank and repeated ones too; none where there is no header.
   * The header of R's write.table has one name fewer than its rows have fields.
   */
  readonly fields: readonly string[];
  /**
   * The first three data rows and the last one as strings, in the order of the fields. Numbers and
   * booleans have the characters of the file; JSON's null and NaN, and a key that is not there, are
   * blank; lists and objects are compact JSON.
   */
  readonly sampleRows: readonly (readonly string[])[];
  /** Lines above the header: titles, the blank line below them, or `sep=;`. */
  readonly preamble: number;
  /** UTF-8 with a header, ordinary names and no trick. */
  readonly regular: boolean;
  /** What is odd about it, for reports. */
  readonly traits: readonly string[];
}
