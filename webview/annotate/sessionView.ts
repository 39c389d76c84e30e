import type { AskedView } from '../../src/protocol/annotate.ts';
import type { AnswerPad } from './pad/answerPad.ts';
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
  readonly pad: PadView;
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
  readonly isOverdue: boolean;
}

/** The answer pad as drawn. */
export interface PadView {
  readonly mode: AnswerPad['mode'];
  /** Labels drawn as chosen, in the order in which they were marked. */
  readonly marked: readonly string[];
  /** Asks whether no label applies. */
  readonly asksNone: boolean;
  /** A suggestion that can be accepted is on screen. */
  readonly canAccept: boolean;
  /** An answer can be given. */
  readonly canAnswer: boolean;
  /** Records of the pass that are answered neither here nor in the host. */
  readonly left: number | undefined;
  /** The conflicting answers can replace the labels again. */
  readonly canReturn: boolean;
  /** Labels can be marked, even while an answer waits to be sent. */
  readonly canMark: boolean;
}

export interface LookingBack {
  readonly row: RecentRow;
  /** 1 is the latest answer. */
  readonly position: number;
  /** Label keys replace the answer; otherwise they have no effect. */
  readonly changing: boolean;
}
