/** A value with its interval, 95 % by default. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /**
   * Whether the interval is from a bootstrap or a normal approximation, which under-covers
   * slightly.
   */
  readonly approximate: boolean;
}

/** Codes for why a number is unavailable; the host localises them. */
export type UnavailableReason =
  | 'noAnswers'
  /** Fewer records than FEWEST_RECORDS. */
  | 'fewRecords'
  | 'oneClass'
  | 'fewPerLabel'
  /** Multi-label only: no label applies to any record or is predicted. */
  | 'noPositive'
  /** Too many labels apply to a few records only. */
  | 'fewPositives'
  /** No record has every label judged. */
  | 'partlyJudged';

/** A number that cannot be computed honestly; used instead of 0 or NaN. */
export interface Unavailable {
  readonly value: null;
  readonly reason: UnavailableReason;
}

export type Measured = Estimate | Unavailable;

/** A number that cannot be computed, for this reason. */
export function unavailable(reason: UnavailableReason): Unavailable {
  return { value: null, reason };
}

/** @throws RangeError unless `confidence` is strictly between 0 and 1 */
export function checkConfidence(confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`confidence must lie between 0 and 1, got ${confidence}`);
  }
}

/** @throws RangeError if two arrays about the same records differ in length */
export function checkSameLength(what: string, expected: number, got: number): void {
  if (expected !== got) throw new RangeError(`${what}: expected ${expected} values, got ${got}`);
}
