import { quantile } from './intervals.ts';

/** A longer gap is a pause rather than work on a record. */
export const PAUSE_SECONDS = 120;

export interface LabellingSpeed {
  /** Answers, including those after pauses. */
  readonly answers: number;
  /** Median seconds between answers, without pauses; null if there are no others. */
  readonly medianSeconds: number | null;
  /** Answers per minute of work, without pauses; null if no time has elapsed otherwise. */
  readonly perMinute: number | null;
}

/**
 * @param answeredAt times of the answers in milliseconds, in any order
 * @param pauseSeconds longer gaps are excluded
 */
export function labellingSpeed(
  answeredAt: ArrayLike<number>,
  pauseSeconds = PAUSE_SECONDS,
): LabellingSpeed {
  const times = Float64Array.from(answeredAt).sort();
  const gaps: number[] = [];
  for (let i = 1; i < times.length; i++) {
    const seconds = (times[i]! - times[i - 1]!) / 1000;
    if (seconds <= pauseSeconds) gaps.push(seconds);
  }
  const worked = gaps.reduce((sum, gap) => sum + gap, 0);
  const sorted = Float64Array.from(gaps).sort();
  return {
    answers: times.length,
    medianSeconds: sorted.length > 0 ? quantile(sorted, 0.5) : null,
    perMinute: worked > 0 ? (60 * gaps.length) / worked : null,
  };
}

/** Seconds of work for `answers` answers at this speed; null if the speed is unknown. */
export function secondsFor(answers: number, { perMinute }: LabellingSpeed): number | null {
  return perMinute === null ? null : (60 * Math.max(0, answers)) / perMinute;
}
