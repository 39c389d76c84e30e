import type { AnnotateState, AskedView } from '../../src/protocol/annotate.ts';
import type { RecentRow } from './screen.ts';

/** Everything that is drawn. */
export interface SessionView {
  readonly state: AnnotateState;
  /** The record to judge. */
  readonly record: AskedView | undefined;
  /** Latest first. */
  readonly recent: readonly RecentRow[];
  readonly looking: LookingBack | undefined;
  readonly suggestionShown: boolean;
  readonly wordsShown: boolean;
  readonly guidelinesShown: boolean;
  /** Labels in groups by how their names begin. */
  readonly groupsShown: boolean;
  /** Why no answer is taken at the moment. */
  readonly hold: 'saving' | 'undoing' | undefined;
  /** Why the last answer was not saved. */
  readonly refusal: string | undefined;
  /** The host has not said for a while what became of an answer. */
  readonly silent: boolean;
}

export interface LookingBack {
  readonly row: RecentRow;
  /** 1 is the latest answer. */
  readonly position: number;
  /** Labels given now replace the answer; otherwise they do nothing. */
  readonly changing: boolean;
}
