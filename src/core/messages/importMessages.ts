import type { LabelTask } from '../acquisition/acquisition.ts';
import type { ProposedFields } from './interchangeMessages.ts';
import type { NoParams } from './message.ts';
import type { Doubt } from './readingMessages.ts';

/** Messages about answers that are imported into a project. */
export interface ImportMessages {
  'import.nameFiles': NoParams;
  /** More files than one; `isNew`: whether the project is made by the import. */
  'import.severalFiles': { readonly isNew: boolean };
  /** `isNew`: whether the project is made by the import. */
  'import.notTogether': { readonly option: string; readonly isNew: boolean };
  'import.noReading': { readonly file: string; readonly task: LabelTask };
  /** A new project would have none, or too few for one label a record; `least`: as many it has. */
  /** @property fields of the file besides the text, where one of them may have the labels */
  'import.noLabels': {
    readonly file: string;
    readonly least: number;
    readonly fields: readonly string[];
  };
  /** A file that may have answers in fields that nobody has named, or none. */
  'import.proposed': ProposedFields & {
    readonly file: string;
    /** All its fields. */
    readonly fields: readonly string[];
    readonly doubts: readonly Doubt[];
  };
  'import.oneLabel': { readonly file: string; readonly label: string };
  /** A model's guesses, which are no answers. */
  'import.predictions': { readonly file: string };
  /** A project was made of a file without answers. */
  'import.onlyTexts': { readonly records: number };
  /** What a new project was written into; `rows`: of the pool, `repeated`: of the file, that are in it once. */
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
    /** The answer that goes; empty for a skipped record. */
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
  /** Of a row without a text: why it is on no record. */
  'import.noId': { readonly field: string };
  'import.unknownId': { readonly id: string };
  'import.sharedId': { readonly id: string };
  /** Rows that are not named. */
  'import.moreIds': { readonly count: number };
  /** Rows or records by what became of them, without those that got an answer. */
  'import.others': {
    readonly counts: readonly { readonly what: ImportOutcome; readonly count: number }[];
  };
  'import.unknownLabels': {
    readonly labels: readonly { readonly label: string; readonly count: number }[];
  };
  /** Nothing of a file is taken, and nothing of it was there; its reasons follow. */
  'import.nothing': { readonly file: string; readonly dryRun: boolean };
  /** `fields`: those that may have the answers. */
  'import.noAnswers': { readonly file: string; readonly fields: readonly string[] };
  /** Labels of a file that look like one of the project. */
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
