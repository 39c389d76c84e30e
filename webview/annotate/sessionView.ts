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
  readonly silent: boolean;
}

/** The pad as drawn. */
export interface PadView {
  readonly way: AnswerPad['way'];
  /** Labels drawn as given, in the order in which they were marked. */
  readonly marked: readonly string[];
  /** Asks whether no label applies. */
  readonly asksNone: boolean;
  /** A suggestion is on screen that can be taken. */
  readonly canAccept: boolean;
  /** An answer can be given. */
  readonly canAnswer: boolean;
  /** Records of the pass that are not answered here or in the host. */
  readonly left: number | undefined;
  /** Answers that differ can be shown again in place of the labels. */
  readonly canReturn: boolean;
  /** Labels can be marked, also while an answer waits for its turn. */
  readonly canMark: boolean;
}

export interface LookingBack {
  readonly row: RecentRow;
  /** 1 is the latest answer. */
  readonly position: number;
  /** Labels replace the answer; otherwise they have no effect. */
  readonly changing: boolean;
}
