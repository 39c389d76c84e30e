import type { Answer } from '../../src/protocol/annotate.ts';
import type { Remark } from './pad/answerPad.ts';

/** The result of an action. */
export interface Outcome {
  /** Whether the action applied. */
  readonly handled: boolean;
  /** The answer that was given. */
  readonly given?: Answer;
  /** `given` replaces an earlier answer. */
  readonly changes?: true;
  /** The label that was marked or unmarked. */
  readonly toggled?: { readonly label: string; readonly on: boolean };
  /** The page now asks whether no label applies. */
  readonly asksNone?: true;
  /** Why the action did nothing. */
  readonly remark?: Remark;
}

export const ignored: Outcome = { handled: false };
export const handled: Outcome = { handled: true };
