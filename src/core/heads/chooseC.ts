import type { Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import type { CrossFit, CrossFitOptions } from './crossFit.ts';
import {
  answerCount,
  canLearn,
  crossValidate,
  crossValidation,
  isGain,
  isMultiLabel,
  type Answers,
  type CrossValidated,
} from './heldOutScores.ts';

/** Candidate values of C. */
export const candidateCs: readonly number[] = [1, 3, 10, 30, 100];
/** C before there are enough labels to choose it. */
export const initialC = 10;

/**
 * Labels below which a small C is not chosen: with few labels, cross-validated log-loss, which
 * penalises confident mistakes more than it rewards correct answers, prefers heads that predict the
 * most common label everywhere.
 */
export const enoughForSmallC = 200;

/** Candidate values of C for a number of labels. @param least lower limit while there are few */
export function candidateCsAt(labels: number, least: number): readonly number[] {
  return labels < enoughForSmallC ? candidateCs.filter((c) => c >= least) : candidateCs;
}

/**
 * The lower limit of C: none for multi-label answers, whose predictions depend on the order of
 * probabilities, not on their size.
 */
export const minCFor = (answers: Answers, min = 0): number => (isMultiLabel(answers) ? 0 : min);

/** C before there are enough labels to choose it. */
export const initialCAbove = (least: number): number => Math.max(initialC, least);

export interface ChosenC {
  readonly c: number;
  /** Mean held-out log-loss per candidate, parallel to `candidates`; for logs, never a metric. */
  readonly losses: readonly number[];
  readonly candidates: readonly number[];
  /** Held-out probabilities at this C; undefined if nothing could be held out. */
  readonly heldOut?: CrossFit;
}

/**
 * The C with the smallest held-out log-loss in seeded stratified 5-fold cross-validation on the
 * training labels; ties go to the smaller C. The initial C if nothing can be held out. For
 * multi-label records, moves from the present C to the next candidate while that is significantly
 * better: most candidates are never tried, since a large C takes many iterations, and C does not
 * change by chance, which would redraw every batch.
 * @param x n × d embeddings of the training records
 * @param answers n
 */
export async function chooseC(
  x: Matrix,
  answers: Answers,
  ops: MatrixOps,
  options: CrossFitOptions & {
    /** The smallest C while there are few labels; default no limit. See `minCFor`. */
    readonly minC?: number | undefined;
    /** Multi-label only: the present C; default the initial C. */
    readonly from?: number;
  },
): Promise<ChosenC> {
  const { folds = 5 } = options;
  const minC = minCFor(answers, options.minC);
  const candidates = candidateCsAt(answerCount(answers), minC);
  const undecided = { c: initialCAbove(minC), losses: [], candidates: [] };
  if (!canLearn(answers)) return undecided;
  if (isMultiLabel(answers)) {
    const scoreAt = await crossValidation(x, answers, ops, { ...options, folds });
    return (await climb(candidates, options.from ?? initialC, scoreAt)) ?? undecided;
  }
  const scores = await crossValidate(x, answers, candidates, ops, { ...options, folds });
  const losses = scores.map(({ loss }) => loss);
  if (losses.some(Number.isNaN)) return undecided;
  const best = losses.indexOf(Math.min(...losses));
  return { c: candidates[best]!, losses, candidates, heldOut: scores[best]!.fit };
}

/**
 * Moves from the candidate nearest to `from` to its neighbours while they are significantly better.
 * @returns undefined if nothing was held out
 */
async function climb(
  candidates: readonly number[],
  from: number,
  scoreAt: (c: number) => Promise<CrossValidated>,
): Promise<ChosenC | undefined> {
  const distance = (c: number): number => Math.abs(Math.log(c / from));
  const tried = new Map<number, CrossValidated>();
  const at = async (place: number): Promise<CrossValidated> => {
    const c = candidates[place]!;
    const scores = tried.get(c) ?? (await scoreAt(c));
    tried.set(c, scores);
    return scores;
  };
  const isBetter = async (place: number, other: number): Promise<boolean> => {
    if (place < 0 || place === candidates.length) return false;
    const { losses } = await at(place);
    const others = (await at(other)).losses;
    return isGain(losses.map((loss, i) => others[i]! - loss));
  };
  const first = candidates.indexOf(
    candidates.reduce((near, c) => (distance(c) < distance(near) ? c : near)),
  );
  let best = first;
  while (await isBetter(best - 1, best)) best--;
  while (best >= first && (await isBetter(best + 1, best))) best++;
  const losses = candidates.flatMap((c) => tried.get(c)?.loss ?? []);
  if (losses.some(Number.isNaN)) return undefined;
  const c = candidates[best]!;
  return {
    c,
    losses,
    candidates: candidates.filter((c) => tried.has(c)),
    heldOut: tried.get(c)!.fit,
  };
}

/**
 * Whether C should be chosen again: the number of labels has passed one of 20, 50, 100, 200, 500,
 * 1,000, 2,000, … since the last choice.
 * @param previousCount training labels at the last choice (0: never)
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
