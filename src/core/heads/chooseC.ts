import type { Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import type { CrossFitOptions } from './crossFit.ts';
import { answerCount, canLearn, crossValidate, type Answers } from './heldOutScores.ts';

/** The values that C is chosen from. */
export const candidateCs: readonly number[] = [1, 3, 10, 30, 100];
/** C before there are labels enough to choose it. */
export const initialC = 10;

/**
 * Labels below which a small C is not chosen: with few of them cross-validated log-loss, which fears a sure mistake
 * more than it values a right answer, would rather have a head that gives everything the commonest label.
 */
export const enoughForSmallC = 200;

/** The values that C is chosen from with so many labels. @param least while there are few */
export function candidateCsAt(labels: number, least: number): readonly number[] {
  return labels < enoughForSmallC ? candidateCs.filter((c) => c >= least) : candidateCs;
}

/** C before there are labels enough to choose it. */
export const initialCAbove = (least: number): number => Math.max(initialC, least);

export interface ChosenC {
  readonly c: number;
  /** Mean held-out log-loss of each candidate, parallel to `candidates`; for logs, never a metric. */
  readonly losses: readonly number[];
  readonly candidates: readonly number[];
}

/**
 * The C of the smallest held-out log-loss in seeded stratified 5-fold cross-validation on the
 * training labels; the smaller C of equals. The initial one where nothing can be held out.
 * @param x n × d embeddings of the training records
 * @param answers n
 */
export async function chooseC(
  x: Matrix,
  answers: Answers,
  ops: MatrixOps,
  options: CrossFitOptions & {
    /** The smallest C while there are few labels; no limit when left out. */
    readonly leastC?: number | undefined;
  },
): Promise<ChosenC> {
  const { leastC = 0, folds = 5 } = options;
  const candidates = candidateCsAt(answerCount(answers), leastC);
  const undecided = { c: initialCAbove(leastC), losses: [], candidates: [] };
  if (!canLearn(answers)) return undecided;
  const scores = await crossValidate(x, answers, candidates, ops, { ...options, folds });
  const losses = scores.map(({ loss }) => loss);
  if (losses.some(Number.isNaN)) return undecided;
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
