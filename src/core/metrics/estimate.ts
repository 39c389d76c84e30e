/** A number with its 95 % interval (or whatever confidence the caller asked for). */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** True where the interval comes from a bootstrap or a normal approximation, and so under-covers a little. */
  readonly approximate: boolean;
}

/** Why a number is not shown. Codes, so that the host can say them in the user's language. */
export type UnavailableReason = 'noAnswers' | 'oneClass' | 'fewPerLabel';

/** A number that cannot be computed honestly: never 0, never NaN. */
export interface Unavailable {
  readonly value: null;
  readonly reason: UnavailableReason;
}

export type Measured = Estimate | Unavailable;

export function unavailable(reason: UnavailableReason): Unavailable {
  return { value: null, reason };
}

/** @throws RangeError unless `confidence` lies strictly between 0 and 1. */
export function checkConfidence(confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`confidence must lie between 0 and 1, got ${confidence}`);
  }
}

/** @throws RangeError if two arrays that describe the same records differ in length. */
export function checkSameLength(what: string, expected: number, got: number): void {
  if (expected !== got) throw new RangeError(`${what}: expected ${expected} values, got ${got}`);
}
