import type { AskedView } from '../../src/protocol/annotate.ts';
import type { RecentRow } from './screen.ts';
import type { DrawnState } from './drawnState.ts';

/** Everything that is drawn. */
export interface SessionView {
  readonly state: DrawnState;
  /** The record to judge. */
  readonly record: AskedView | undefined;
  /** Latest first. */
  readonly recent: readonly RecentRow[];
  readonly looking: LookingBack | undefined;
  readonly suggestionShown: boolean;
  readonly wordsShown: boolean;
  readonly guidelinesShown: boolean;
  /** Whether labels are grouped by the first word of their names. */
  readonly groupsShown: boolean;
  /** Why answers are blocked at the moment. */
  readonly hold: 'saving' | 'undoing' | undefined;
  /** Why the last answer was not saved. */
  readonly refusal: string | undefined;
  /** The acknowledgement of an answer is overdue. */
  readonly silent: boolean;
}

export interface LookingBack {
  readonly row: RecentRow;
  /** 1 is the latest answer. */
  readonly position: number;
  /** Labels replace the answer; otherwise they have no effect. */
  readonly changing: boolean;
}
