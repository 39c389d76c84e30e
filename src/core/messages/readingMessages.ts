import type { Delimiter } from '../pool/poolSpec.ts';
import type { Message, NoParams } from './message.ts';

/** The format of a file that is not text. */
export type BinaryFormat =
  | 'archive'
  | 'oldOffice'
  | 'encryptedOffice'
  | 'gitLfs'
  | 'parquet'
  | 'arrow'
  | 'sqlite'
  | 'pdf'
  | 'zstd'
  | 'bzip2'
  | 'xz'
  | 'docBin';

/** A reason for reading a file in another way, with the command-line option that selects it. */
export interface Doubt {
  readonly why: Message;
  readonly option?: string;
}

/** Messages about how a file is read, alternatives, and refusals. */
export interface ReadingMessages {
  /** The reading that would be chosen for the file as it is now. */
  'reading.detected': NoParams;
  /** The reading that was shown first. */
  'reading.first': NoParams;
  'reading.otherDelimiter': { readonly delimiter: Delimiter };
  'reading.unevenColumns': { readonly delimiter: Delimiter };
  'reading.evenColumns': { readonly delimiter: Delimiter };
  'reading.firstRowIsRecord': NoParams;
  'reading.firstRowIsHeader': NoParams;
  'reading.quotesAreText': NoParams;
  'reading.quotesEnclose': NoParams;
  'reading.noTitles': NoParams;
  /** `word`: such as NA, without quotes; it is read as a missing value. */
  'reading.markIsText': { readonly word: string };
  /** It is read as a text. */
  'reading.textIsMark': { readonly word: string };
  'reading.otherSheet': { readonly sheet: string };
  'reading.otherEncoding': { readonly encoding: string };
  'reading.damagedUtf8': NoParams;
  'reading.notSure': {
    readonly file: string;
    readonly doubts: readonly Doubt[];
  };
  /** `line`: line of the first bytes that are not UTF-8, if known. */
  'reading.notUtf8': { readonly encoding: string; readonly line?: number };
  'reading.unknownEncoding': { readonly encoding: string };
  'reading.utf32': NoParams;
  'reading.binary': { readonly path: string; readonly format: BinaryFormat };
  'reading.notText': { readonly path: string };
  'reading.listOfLists': NoParams;
  'reading.listsByKey': { readonly key: string };
  'reading.python': NoParams;
  'reading.pandasSplit': NoParams;
  'reading.pandasIndex': NoParams;
  'reading.pandasColumns': NoParams;
  'reading.objectOfLists': NoParams;
}
