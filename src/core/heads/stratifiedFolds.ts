import type { Rng } from '../rng.ts';

/** The fold of a record that is trained on in every fold and held out in none. */
export const ALWAYS_TRAINED = -1;

/**
 * Deals the records of each class, shuffled, round the folds, so that every fold's training part
 * holds every class. A class of one record cannot be held out: it is always trained on.
 * @param y n classes in [0, classes)
 * @returns n fold numbers in [0, folds), or ALWAYS_TRAINED
 * @throws RangeError for fewer than two folds.
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
  // One dealer for all classes: were each to begin at fold 0, the first folds would be the largest.
  let next = 0;
  for (let j = 0; j < classes; j++) {
    const members: number[] = [];
    for (let i = 0; i < y.length; i++) if (y[i] === j) members.push(i);
    if (members.length < 2) continue;
    for (const i of rng.shuffle(members)) fold[i] = next++ % folds;
  }
  return fold;
}
