import type { LabelTask } from '../acquisition/acquisition.ts';
import type { ProposedFields } from './interchangeMessages.ts';
import type { NoParams } from './message.ts';
import type { Doubt } from './readingMessages.ts';

/** Messages about answers that are imported into a project. */
export interface ImportMessages {
  'import.nameFiles': NoParams;
  /** A file that is named more than once. */
  'import.sameFile': { readonly file: string };
  /** Of several files none has answers. */
  'import.severalTexts': { readonly files: readonly string[] };
  /** What became of the rows of one file of several. */
  'import.ofFile': {
    readonly file: string;
    readonly rows: number;
    readonly answered: number;
    readonly counts: readonly { readonly what: ImportOutcome; readonly count: number }[];
  };
  'import.files': { readonly count: number };
  /** `isNew`: whether the import creates the project. */
  'import.notTogether': { readonly option: string; readonly isNew: boolean };
  'import.noReading': { readonly file: string; readonly task: LabelTask };
  /**
   * A new project would have no labels. `least`: how many it needs; `fields`: fields of the file
   * besides the text, one of which may have the labels.
   */
  'import.noLabels': {
    readonly file: string;
    readonly least: number;
    readonly fields: readonly string[];
  };
  /** A file whose answers may be in fields that the user has not named, or that has none. */
  'import.proposed': ProposedFields & {
    readonly file: string;
    /** All its fields. */
    readonly fields: readonly string[];
    readonly doubts: readonly Doubt[];
  };
  'import.oneLabel': { readonly file: string; readonly label: string };
  /** A model's predictions in place of answers. */
  'import.predictions': { readonly file: string };
  /** A project was created from a file without answers. */
  'import.onlyTexts': { readonly records: number };
  /**
   * The files of a new project; `rows`: rows of the pool; `repeated`: rows of the file that repeat
   * one of them.
   */
  'import.wrote': {
    readonly project: string;
    readonly pool: string;
    readonly file: string;
    readonly rows: number;
    readonly repeated: number;
  };
  'import.needsYes': { readonly count: number };
  'import.replaces': {
    /** The row's own id; none if the pool has none. */
    readonly id?: string;
    /** The beginning of its text. */
    readonly text?: string;
    /** The answer that is replaced; empty for a skipped record. */
    readonly labels: readonly string[];
    readonly isSkip: boolean;
    readonly annotator: string;
    /** Milliseconds since 1970. */
    readonly at: number;
  };
  'import.done': {
    readonly file: string;
    readonly format: string;
    readonly rows: number;
    readonly answers: number;
    readonly skipped: number;
    readonly dryRun: boolean;
    readonly as: 'annotations' | 'suggestions';
  };
  /** Rows have an id and a label, and no text. */
  'import.onlyIds': { readonly file: string };
  /** Why a row without a text belongs to no record. */
  'import.noId': { readonly field: string };
  'import.unknownId': { readonly id: string };
  'import.sharedId': { readonly id: string };
  /** Number of further rows, which are not named. */
  'import.moreIds': { readonly count: number };
  /** Rows or records by outcome, except those that got an answer. */
  'import.others': {
    readonly counts: readonly { readonly what: ImportOutcome; readonly count: number }[];
  };
  'import.unknownLabels': {
    readonly labels: readonly { readonly label: string; readonly count: number }[];
  };
  /**
   * A file has nothing to import, and none of its answers is in the project; the reasons follow.
   */
  'import.nothing': { readonly file: string; readonly dryRun: boolean };
  /** `fields`: fields that may have the answers. */
  'import.noAnswers': { readonly file: string; readonly fields: readonly string[] };
  /** Labels of a file that resemble one of the project. */
  'import.alikeLabels': {
    readonly labels: readonly { readonly label: string; readonly like: string }[];
  };
  /** A label that an option names and the project does not have. */
  'import.unknownTarget': {
    readonly option: string;
    readonly label: string;
    readonly meant?: string;
    readonly labels: readonly string[];
  };
  'import.created': { readonly labels: readonly string[]; readonly dryRun: boolean };
  'import.conflicts': { readonly count: number; readonly dryRun: boolean };
}

export type ImportOutcome =
  | 'replaced'
  | 'remarks'
  | 'alreadySo'
  | 'merged'
  | 'unlabelled'
  | 'notInPool'
  | 'sharedIds'
  | 'leftOut'
  | 'rejected'
  | 'refused'
  | 'moved'
  | 'askedAgain';
