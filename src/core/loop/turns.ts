import { roundInterval } from '../metrics/learningCurve.ts';
import { HOLDOUT_FIRST } from '../metrics/holdout.ts';

/** Whether a refit on `labels` training labels is to be recorded as a round after one on `last`. */
export function roundDue(labels: number, last: number | undefined): boolean {
  return last === undefined || Math.abs(labels - last) >= roundInterval(last);
}

/**
 * Whether the hold-out is still being filled. Meanwhile nothing on screen may tell a hold-out record
 * from any other, so no record shows its reason or a suggestion; afterwards only random picks
 * (hold-out and explore) go without.
 */
export function holdoutFilling(holdout: {
  size: number;
  answered: number;
  skipped: number;
}): boolean {
  const open = holdout.size - holdout.answered - holdout.skipped;
  return open > 0 && holdout.answered < HOLDOUT_FIRST;
}
