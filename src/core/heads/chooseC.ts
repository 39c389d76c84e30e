import type { Matrix } from '../math/matrix.ts';
import type { Products } from '../math/products.ts';
import { crossFit, type CrossFitOptions } from './crossFit.ts';
import { columnsOf } from './head.ts';
import { heldOutScores } from './heldOutScores.ts';

/** C before there are labels enough to choose it, and the values it is chosen from. */
export const initialC = 10;
export const candidateCs: readonly number[] = [1, 3, 10, 30, 100];

export interface ChosenC {
  readonly c: number;
  /** Mean held-out log-loss of each candidate, parallel to `candidates`; for logs, never a metric. */
  readonly losses: readonly number[];
  readonly candidates: readonly number[];
}

/**
 * The C of the smallest held-out log-loss in seeded stratified 5-fold cross-validation on the
 * training labels; the smaller C of equals. `initialC` where nothing can be held out.
 * @param x n × d embeddings of the training records
 * @param labels n label-set indices
 */
export async function chooseC(
  x: Matrix,
  labels: ArrayLike<number>,
  products: Products,
  options: CrossFitOptions & { readonly candidates?: readonly number[] },
): Promise<ChosenC> {
  const { candidates = candidateCs, folds = 5 } = options;
  if (columnsOf(labels).learnt.length < 2) return { c: initialC, losses: [], candidates: [] };
  const fits = await crossFit(x, labels, candidates, products, { ...options, folds });
  const losses = fits.map((fit) => heldOutScores(fit, labels).loss);
  if (losses.some(Number.isNaN)) return { c: initialC, losses: [], candidates: [] };
  return { c: candidates[losses.indexOf(Math.min(...losses))]!, losses, candidates };
}

/**
 * Whether C should be chosen anew: a mark among 20, 50, 100, 200, 500, 1,000, 2,000, … has been
 * passed since it was last chosen.
 * @param previousCount training labels then (0: never)
 * @param count training labels now
 */
export function isCvDue(previousCount: number, count: number): boolean {
  for (let decade = 10; decade <= count; decade *= 10) {
    for (const step of decade === 10 ? [2, 5] : [1, 2, 5]) {
      if (previousCount < step * decade && step * decade <= count) return true;
    }
  }
  return false;
}
