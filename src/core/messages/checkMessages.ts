import type { NoParams } from './message.ts';

/** What a check of a project finds. */
export interface CheckMessages {
  'check.markers': NoParams;
  /** Lines with different answers to one record; `line`: the line that counts. */
  'check.twoAnswers': { readonly record: string; readonly line: number };
  'check.orphans': {
    readonly label: string;
    readonly records: number;
    /** Labels that it was split into. */
    readonly into: readonly string[];
  };
  /** Records whose imported answers differ. */
  'check.conflicts': { readonly records: number };
  'check.textsChanged': { readonly records: number };
  'check.recordsGone': { readonly records: number };
  'check.moreProblems': { readonly problems: number };
  'check.mirrorMissing': { readonly file: string; readonly answers: number };
  /** Answers of the database that the mirror lacks, or has in an earlier form. */
  'check.mirrorBehind': { readonly answers: number };
  'check.mirrorAhead': { readonly answers: number };
  'check.badCount': { readonly option: string; readonly given: string };
}
