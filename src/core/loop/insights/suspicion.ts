import type { PoolRecord } from '../../record.ts';

/** An annotation that may be wrong. */
export type Suspicion = UnlikelyLabel | DoubtedJudgement | ContradictedLabel;

/** Of a record with its answer. */
interface OnAnnotation {
  readonly record: PoolRecord;
  /** The label that was given; of several labels all of them, joined by commas. */
  readonly label: string;
}

/** Of several labels, one that a head that was not trained on the record contradicts. */
export interface DoubtedJudgement extends OnAnnotation {
  /** It was given and may not apply, or was not and may. */
  readonly kind: 'addition' | 'omission';
  readonly doubted: string;
  /** Probability that `doubted` applies. */
  readonly p: number;
}

/** A head that was not trained on the record is sure of another label. */
export interface UnlikelyLabel extends OnAnnotation {
  readonly kind: 'unlikely';
  readonly likely: string;
  /** Probability of `likely`. */
  readonly p: number;
}

/** A record that is nearly the same carries another label. */
export interface ContradictedLabel extends OnAnnotation {
  readonly kind: 'contradiction';
  readonly other: { readonly record: PoolRecord; readonly label: string };
  /** Likeness of the two texts, 0 … 1. */
  readonly similarity: number;
}
