import { labelsAt, recordsAt, type LexicalShare } from '../embed/lexicalShare.ts';
import type { Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import type { CrossFitOptions } from './crossFit.ts';
import {
  answerCount,
  canLearn,
  crossValidate,
  isGain,
  type Answers,
  type HeldOutScores,
} from './heldOutScores.ts';

/** The weights of the lexical block beside a sentence model, from which one is chosen. */
export const candidateWeights: readonly number[] = [0, 0.5, 1];

/** Training labels from which on it is chosen. */
export const enoughForWeight = 100;

export interface ChooseWeightOptions extends Omit<CrossFitOptions, 'rng' | 'prior'> {
  readonly share: LexicalShare;
  /** The weight in effect. */
  readonly present: number;
  readonly c: number;
  /** s of the label prior. */
  readonly strength: number;
  /** P, label set × d, joined as the records are. */
  readonly labelVectors?: Matrix | undefined;
  /** Draws the folds; the same ones at every call. */
  readonly rng: () => CrossFitOptions['rng'];
}

/**
 * The weight of the lexical block, by cross-validation on the training labels: that of the most right answers, then of the
 * smallest log-loss, among the present one and those that are better than it beyond chance.
 * @param x n × d training records, joined by the share's weight
 * @param answers n
 */
export async function chooseWeight(
  x: Matrix,
  answers: Answers,
  ops: MatrixOps,
  { share, present, c, strength, labelVectors, rng, ...options }: ChooseWeightOptions,
): Promise<number> {
  if (answerCount(answers) < enoughForWeight || !canLearn(answers)) return present;
  const scores: WeightScores[] = [];
  for (const weight of new Set([present, ...candidateWeights])) {
    const [own] = await crossValidate(recordsAt(x, share, weight), answers, [c], ops, {
      ...options,
      rng: rng(),
      prior: labelVectors && { vectors: labelsAt(labelVectors, share, weight), strength },
    });
    scores.push({ weight, ...own! });
  }
  return betterWeight(scores);
}

export interface WeightScores extends HeldOutScores {
  readonly weight: number;
}

/**
 * @param scores on the same records, the present weight's first
 * @returns the present weight unless another one has more right answers, or as many at a smaller log-loss, by more than one
 * standard error of the paired difference. Vectors that changed to and fro by chance would draw every batch anew.
 */
export function betterWeight([present, ...others]: readonly WeightScores[]): number {
  const better = others.filter(({ right, losses, hits }) =>
    right === present!.right
      ? isGain(losses.map((loss, i) => present!.losses[i]! - loss))
      : isGain(hits.map((hit, i) => hit - present!.hits[i]!)),
  );
  const [best] = better.sort((a, b) => b.right - a.right || a.loss - b.loss);
  return (best ?? present!).weight;
}
