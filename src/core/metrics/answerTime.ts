import { quantile } from './intervals.ts';
import { PAUSE_SECONDS } from './speed.ts';

/** What an answer is expected to take: `base + perUnit · length` seconds. */
export interface AnswerTime {
  readonly base: number;
  readonly perUnit: number;
}

/** Below this many timings a line through them says nothing. */
const fewest = 10;
/** The latest timings count: annotators get quicker. */
const most = 200;

/**
 * Expected seconds by length, from the annotator's own timings: the line of Theil (1950) and Sen
 * (1968), the median of all slopes, which a few interruptions do not move. Times beyond
 * `PAUSE_SECONDS` are pauses. A longer text never counts as quicker to answer.
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
  const latest = known.slice(-most);
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
