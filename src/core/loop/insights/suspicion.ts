import type { PoolRecord } from '../../record.ts';

/** An annotation that may be wrong. */
export type Suspicion = UnlikelyLabel | DoubtedJudgement | ContradictedLabel;

interface OnAnnotation {
  readonly record: PoolRecord;
  /** The given label, or in multi-label projects all that apply, joined by commas. */
  readonly label: string;
}

/** A judgement in a multi-label project that a head not trained on the record contradicts. */
export interface DoubtedJudgement extends OnAnnotation {
  /** `addition`: given, but may not apply; `omission`: not given, but may apply. */
  readonly kind: 'addition' | 'omission';
  readonly doubted: string;
  /** Probability that `doubted` applies. */
  readonly p: number;
}

/** A head not trained on the record is confident of another label. */
export interface UnlikelyLabel extends OnAnnotation {
  readonly kind: 'unlikely';
  readonly likely: string;
  /** Probability of `likely`. */
  readonly p: number;
}

/** A near-duplicate carries another label. */
export interface ContradictedLabel extends OnAnnotation {
  readonly kind: 'contradiction';
  readonly other: { readonly record: PoolRecord; readonly label: string };
  /** Jaccard similarity of the word bigrams of the two texts, 0 … 1. */
  readonly similarity: number;
}
