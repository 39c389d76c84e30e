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
  /** Whether suggestion and reason are hidden because they could sway the answer. */
  readonly blind: boolean;
  readonly prediction?: Prediction;
  readonly flagged: boolean;
  readonly note?: string;
  /** Its current answer if it is shown again after an undo or a revisit. */
  readonly answered?: string;
  /** As `answered`, in a multi-label project. */
  readonly judged?: LabelJudgements;
  /** Conflicting answers to choose from; absent where they could sway a blind answer. */
  readonly differing?: DifferingAnswers;
  /** It was answered before; skipping it keeps the answer. */
  readonly revisited?: boolean;
  /** Journal position of the answer that it is shown with. */
  readonly shown?: number;
}

/**
 * Answered records to revisit. `split`: those that still carry a label that was split; `suspects`: these, in
 * this order, because their labels may be wrong; `pass`: those whose answer does not judge this label, which
 * is then the only one asked; `conflicts`: those with conflicting imported answers, including unanswered
 * ones.
 */
export type RevisitSelection =
  | 'skipped'
  | 'conflicts'
  | 'flagged'
  | { readonly split: string }
  | { readonly suspects: readonly RecordId[] }
  | { readonly pass: string };

/** Conflicting answers to a record. */
export interface DifferingAnswers {
  /** The one in effect. */
  readonly present?: StoredAnswer;
  readonly candidates: Conflict['candidates'];
}

/** A record to ask for the first time. @param answer its state in the store, if any */
export function askedRecord(
  record: PoolRecord,
  ask: Ask,
  blind: boolean,
  answer: StoredAnswer | undefined,
): AskedRecord {
  const shown = isAnswered(answer) ? { shown: answer.seq } : {};
  return { record, ask, blind, flagged: answer?.flagged ?? false, ...shown };
}

/**
 * A record to ask again, with its current or former answer. @param isRevisited skipping it keeps its answer
 */
export function withAnswer(
  asked: AskedRecord,
  answer: StoredAnswer | undefined,
  isRevisited: boolean,
): AskedRecord {
  return { ...asked, ...(isRevisited && { revisited: true }), ...shownAnswer(answer) };
}

/** The part of an answer that is shown when its record is asked again. */
export function shownAnswer(
  answer: Pick<StoredAnswer, 'label' | 'labels'> | undefined,
): Pick<AskedRecord, 'answered' | 'judged'> {
  const { label, labels } = answer ?? {};
  return {
    ...(label !== undefined && { answered: label }),
    ...(labels && { judged: labels }),
  };
}
