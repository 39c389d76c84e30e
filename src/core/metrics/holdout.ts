import { hashString, type Rng } from '../rng.ts';

/** One pick in this many is a hold-out record until HOLDOUT_FIRST of them are answered … */
export const HOLDOUT_PERIOD_FIRST = 4;
/** … and one in this many afterwards. */
export const HOLDOUT_PERIOD_LATER = 10;
export const HOLDOUT_FIRST = 100;

/** Records to hold out of a pool: 20 %, at most 200. */
export function holdoutSize(poolRecords: number): number {
  return Math.min(200, Math.floor(poolRecords / 5));
}

export interface HoldoutDraw {
  /** Pool rows held out, ascending. */
  readonly rows: Int32Array;
  /** Rows in near-duplicate groups too large to be held out: the metrics say nothing about them. */
  readonly excludedRows: number;
}

/**
 * Draws the hold-out at random in whole groups of near-duplicates, so that no held-out text has a twin among
 * the training records. Groups come in random order until `size` rows are reached; the last one may overshoot,
 * since dropping groups that do not quite fit would keep large groups out more often than small ones.
 * Only a group larger than `size` itself is passed over, and its rows are reported.
 * @param groups the near-duplicate group of each pool row; a row without twins is a group of its own.
 * @param taken whether a row was shown to the annotator before the draw: its group stays out, since what has been
 * asked or may have been trained on is no hold-out.
 */
export function drawHoldout(
  groups: ArrayLike<number>,
  rng: Rng,
  size = holdoutSize(groups.length),
  taken: (row: number) => boolean = () => false,
): HoldoutDraw {
  const members = new Map<number, number[]>();
  for (let row = 0; row < groups.length; row++) {
    const known = members.get(groups[row]);
    if (known) known.push(row);
    else members.set(groups[row], [row]);
  }
  const all = [...members.values()];
  const fitting = all.filter((group) => group.length <= size && !group.some(taken));
  rng.shuffle(fitting);
  const rows: number[] = [];
  for (const group of fitting) {
    if (rows.length >= size) break;
    for (const row of group) rows.push(row);
  }
  const excludedRows =
    size > 0 ? groups.length - fitting.reduce((n, group) => n + group.length, 0) : 0;
  return { rows: Int32Array.from(rows).sort(), excludedRows };
}

export interface HoldoutTurn {
  /** Picks made so far, of any kind, answered or not. */
  readonly picks: number;
  /** Hold-out records answered so far. */
  readonly answered: number;
  /** Hold-out records not yet asked. */
  readonly unasked: number;
  readonly seed: number;
}

/**
 * Whether the next pick is a hold-out record: exactly one in every block of 4 picks until 100 are answered,
 * then one in every block of 10. Its place in the block is a hash of the block and the seed: an annotator who
 * counts along still cannot tell which record is held out.
 */
export function holdoutDue({ picks, answered, unasked, seed }: HoldoutTurn): boolean {
  if (unasked <= 0) return false;
  const period = answered < HOLDOUT_FIRST ? HOLDOUT_PERIOD_FIRST : HOLDOUT_PERIOD_LATER;
  const block = Math.floor(picks / period);
  return picks % period === hashString(`holdout ${period} ${block}`, seed) % period;
}
