import { isAnswered } from '../../store/isAnswered.ts';
import type { Conflict } from '../../store/importsFound.ts';
import type { StoredAnswer } from '../../store/store.ts';
import type { LabelJudgements } from '../../task/labelJudgements.ts';
import type { PoolRecord, RecordId } from '../../record.ts';
import type { Ask } from '../../store/events.ts';
import type { Prediction } from '../../engine/modelApi.ts';

/** A record on its way to the annotator. */
export interface AskedRecord {
  readonly record: PoolRecord;
  readonly ask: Ask;
  /** Nothing may be shown that could sway the answer: no suggestion, no reason. */
  readonly blind: boolean;
  readonly prediction?: Prediction;
  readonly flagged: boolean;
  readonly note?: string;
  /** Its present answer when it is shown again, after an undo or to be revisited. */
  readonly answered?: string;
  /** Of several labels the present judgement, in the same cases. */
  readonly judged?: LabelJudgements;
  /** Conflicting answers to choose from; absent where they could sway a blind answer. */
  readonly differing?: DifferingAnswers;
  /** It was answered before; to skip it leaves its answer as it is. */
  readonly revisited?: boolean;
  /** Position of the answer that it is shown with. */
  readonly shown?: number;
}

/**
 * Answered records that can be revisited; `split`: those that still carry a split label; `suspects`:
 * these, in this order, because their labels may be wrong; `pass`: those whose answer says
 * nothing of this label, which alone is asked; `conflicts`: those for which imports found other
 * answers, also where there was none.
 */
export type Revisited =
  | 'skipped'
  | 'conflicts'
  | 'flagged'
  | { readonly split: string }
  | { readonly suspects: readonly RecordId[] }
  | { readonly pass: string };

/** The answers to a record that differ. */
export interface DifferingAnswers {
  /** The one in effect. */
  readonly present?: StoredAnswer;
  readonly candidates: Conflict['candidates'];
}

/** A record to ask for the first time. @param answer its state in the store; undefined for none */
export function askedRecord(
  record: PoolRecord,
  ask: Ask,
  blind: boolean,
  answer: StoredAnswer | undefined,
): AskedRecord {
  const shown = isAnswered(answer) ? { shown: answer.seq } : {};
  return { record, ask, blind, flagged: answer?.flagged ?? false, ...shown };
}

/** A record to ask again, with the answer that it has or had. @param isRevisited skipping it leaves its answer as it is */
export function withAnswer(
  asked: AskedRecord,
  answer: StoredAnswer | undefined,
  isRevisited: boolean,
): AskedRecord {
  return { ...asked, ...(isRevisited && { revisited: true }), ...shownAnswer(answer) };
}

/** What of an answer is shown where its record is asked again. */
export function shownAnswer(
  answer: Pick<StoredAnswer, 'label' | 'labels'> | undefined,
): Pick<AskedRecord, 'answered' | 'judged'> {
  const { label, labels } = answer ?? {};
  return {
    ...(label !== undefined && { answered: label }),
    ...(labels && { judged: labels }),
  };
}
