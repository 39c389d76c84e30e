import type { Standing } from '../holdout/standing.ts';
import { roundInterval } from '../metrics/learningCurve.ts';
import { HOLDOUT_FIRST } from '../metrics/holdout.ts';

/** Whether a refit on `labels` training labels is to be recorded as a round after one on `last`. */
export function roundDue(labels: number, last: number | undefined): boolean {
  return last === undefined || Math.abs(labels - last) >= roundInterval(last);
}

/**
 * Whether the hold-out is still being filled. With `blind: all` nothing on screen may tell a hold-out
 * record from any other meanwhile, so no record shows its reason or a suggestion; afterwards, and with
 * `picks` always, only random picks (hold-out and explore) go without.
 */
export function holdoutFilling({ ask, reached }: Pick<Standing, 'ask' | 'reached'>): boolean {
  return ask.length > 0 && reached < HOLDOUT_FIRST;
}
