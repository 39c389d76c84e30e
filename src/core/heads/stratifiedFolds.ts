import type { Rng } from '../rng.ts';
import { YES, type Indicators } from './indicators.ts';

/** The fold of a record that is trained on in every fold and never held out. */
export const ALWAYS_TRAINED = -1;

/**
 * Deals the shuffled records of each class round-robin to the folds, so that every fold's training
 * part has every class. A class with one record cannot be held out and is always trained on.
 * @param y n classes in [0, classes)
 * @returns n fold numbers in [0, folds), or ALWAYS_TRAINED
 * @throws RangeError for fewer than two folds
 */
export function stratifiedFolds(
  y: ArrayLike<number>,
  classes: number,
  folds: number,
  rng: Rng,
): Int32Array {
  if (!(folds >= 2))
    throw new RangeError(`stratifiedFolds: at least 2 folds are needed, got ${folds}`);
  const fold = new Int32Array(y.length).fill(ALWAYS_TRAINED);
  // Continues across classes: restarting at fold 0 would make the first folds the largest.
  let next = 0;
  for (let j = 0; j < classes; j++) {
    const members: number[] = [];
    for (let i = 0; i < y.length; i++) if (y[i] === j) members.push(i);
    if (members.length < 2) continue;
    for (const i of rng.shuffle(members)) fold[i] = next++ % folds;
  }
  return fold;
}

/**
 * As `stratifiedFolds` for multi-label records: iterative stratification (Sechidis, Tsoumakas &
 * Vlahavas 2011). Repeatedly deals the label with the fewest remaining records, each record to the
 * fold that lacks most of the label, then to the one that lacks most records. The only record of a
 * label is always trained on.
 * @param truth n × c
 * @throws RangeError for fewer than two folds
 */
export function multiLabelFolds(truth: Indicators, folds: number, rng: Rng): Int32Array {
  if (!(folds >= 2))
    throw new RangeError(`multiLabelFolds: at least 2 folds are needed, got ${folds}`);
  const { rows, labels, data } = truth;
  const has = (i: number, j: number): boolean => data[i * labels + j] === YES;
  const order = Array.from(rng.shuffle(Int32Array.from({ length: rows }, (_, i) => i)));
  const members = Array.from({ length: labels }, (_, j) => order.filter((i) => has(i, j)));
  const only = new Set(members.flatMap((own) => (own.length === 1 ? own : [])));
  const wanted = members.map((own) => new Float64Array(folds).fill(own.length / folds));
  const room = new Float64Array(folds).fill(rows / folds);
  const fold = new Int32Array(rows).fill(ALWAYS_TRAINED);
  const remaining = new Set(order.filter((i) => !only.has(i)));
  const deal = (i: number, lack: Float64Array): void => {
    let best = 0;
    for (let f = 1; f < folds; f++) {
      if (lack[f]! > lack[best]! || (lack[f] === lack[best] && room[f]! > room[best]!)) best = f;
    }
    fold[i] = best;
    room[best]!--;
    remaining.delete(i);
    for (let j = 0; j < labels; j++) if (has(i, j)) wanted[j]![best]!--;
  };
  const left = members.map((own) => own.filter((i) => remaining.has(i)));
  for (;;) {
    const open = left
      .map((own, j) => ({ j, own: (left[j] = own.filter((i) => remaining.has(i))) }))
      .filter(({ own }) => own.length > 0);
    if (open.length === 0) break;
    const { j, own } = open.reduce((smallest, other) =>
      other.own.length < smallest.own.length ? other : smallest,
    );
    for (const i of own) deal(i, wanted[j]!);
  }
  for (const i of remaining) deal(i, room);
  return fold;
}

/** The rows held out in a fold. */
export function rowsOfFold(folds: Int32Array, fold: number): number[] {
  const rows: number[] = [];
  for (let i = 0; i < folds.length; i++) {
    if (folds[i] === fold) rows.push(i);
  }
  return rows;
}
