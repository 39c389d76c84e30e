import { quantile } from './intervals.ts';
import { PAUSE_SECONDS } from './speed.ts';

/** Expected answer time: `base + perUnit · length` seconds. */
export interface AnswerTime {
  readonly base: number;
  readonly perUnit: number;
}

/** Minimum number of timings for a meaningful fit. */
const fewest = 10;
/** Only the latest timings are used, because annotators get faster. */
const maxTimes = 200;

/**
 * Expected seconds by length, from the annotator's own timings: the Theil–Sen line (Theil 1950, Sen
 * 1968), the median of all slopes, which is robust against a few interruptions. Times beyond
 * `PAUSE_SECONDS` are pauses and excluded. The slope is never negative.
 * @param lengths of the texts, in any unit, latest last
 * @param seconds parallel to `lengths`
 * @returns undefined for fewer than 10 timings
 */
export function answerTime(
  lengths: ArrayLike<number>,
  seconds: ArrayLike<number>,
): AnswerTime | undefined {
  const known = Array.from(lengths, (x, i) => ({ x, y: seconds[i]! })).filter(
    ({ y }) => y > 0 && y <= PAUSE_SECONDS,
  );
  if (known.length < fewest) return undefined;
  const latest = known.slice(-maxTimes);
  const slopes: number[] = [];
  latest.forEach((a, i) => {
    for (const b of latest.slice(i + 1)) if (a.x !== b.x) slopes.push((b.y - a.y) / (b.x - a.x));
  });
  const perUnit = slopes.length > 0 ? Math.max(0, median(slopes)) : 0;
  return { base: Math.max(0, median(latest.map(({ x, y }) => y - perUnit * x))), perUnit };
}

function median(values: readonly number[]): number {
  return quantile(Float64Array.from(values).sort(), 0.5);
}
