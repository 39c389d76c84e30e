import { hashString } from '../rng.ts';

/** One pick in this many is a hold-out record until HOLDOUT_FIRST of them are answered … */
const HOLDOUT_PERIOD_FIRST = 4;
/** … and one in this many afterwards. */
const HOLDOUT_PERIOD_LATER = 10;
export const HOLDOUT_FIRST = 100;

export interface HoldoutTurn {
  /** Picks so far of any kind, answered or not. */
  readonly picks: number;
  /** Hold-out records answered. */
  readonly answered: number;
  /** Hold-out records not asked yet. */
  readonly unasked: number;
  readonly seed: number;
}

/**
 * Whether the next pick is a hold-out record: exactly one in every block of 4 picks until 100 are
 * answered, then one in every block of 10. Its position in the block is a hash of block and seed,
 * so that an annotator who counts picks still cannot identify it.
 */
export function holdoutDue({ picks, answered, unasked, seed }: HoldoutTurn): boolean {
  if (unasked <= 0) return false;
  const period = answered < HOLDOUT_FIRST ? HOLDOUT_PERIOD_FIRST : HOLDOUT_PERIOD_LATER;
  const block = Math.floor(picks / period);
  return picks % period === hashString(`holdout ${period} ${block}`, seed) % period;
}

/**
 * Total answers until a project has `trainingLabels` training labels, including the interleaved
 * hold-out records.
 * @param size of the hold-out, after which no more are interleaved
 */
export function answersInAll(trainingLabels: number, size = 200): number {
  let holdout = 0;
  let picks = 0;
  for (let trained = 0; trained < trainingLabels; picks++) {
    const turn = { picks, answered: holdout, unasked: size - holdout, seed: 0 };
    if (holdoutDue(turn)) holdout++;
    else trained++;
  }
  return picks;
}
