import { labelsAt, recordsAt, type LexicalShare } from '../embed/lexicalShare.ts';
import type { Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import type { CrossFit, CrossFitOptions } from './crossFit.ts';
import {
  answerCount,
  canLearn,
  crossValidate,
  isGain,
  isMultiLabel,
  type Answers,
  type CrossValidated,
  type HeldOutScores,
} from './heldOutScores.ts';

/** Candidate weights of the lexical block beside a sentence model. */
export const candidateWeights: readonly number[] = [0, 0.5, 1];

/** Minimum number of training labels for the choice. */
export const enoughForWeight = 100;

export interface ChooseWeightOptions extends Omit<CrossFitOptions, 'rng' | 'prior'> {
  readonly share: LexicalShare;
  /** The current weight. */
  readonly present: number;
  readonly c: number;
  /** s of the label prior. */
  readonly strength: number;
  /** P, label set × d, joined like the records. */
  readonly labelVectors?: Matrix | undefined;
  /** Seeds the folds; the same on every call. */
  readonly rng: () => CrossFitOptions['rng'];
}

export interface ChosenWeight {
  readonly weight: number;
  /** Held-out probabilities at this weight; undefined if there were too few labels. */
  readonly heldOut?: CrossFit;
}

/**
 * Chooses the weight of the lexical block by cross-validation on the training labels: most correct
 * answers, then smallest log-loss, among the current weight and those that are significantly
 * better; for multi-label records the smallest log-loss, which is a mean over the labels and varies
 * less.
 * @param x n × d training records, joined by the share's weight
 * @param answers n
 */
export async function chooseWeight(
  x: Matrix,
  answers: Answers,
  ops: MatrixOps,
  { share, present, c, strength, labelVectors, rng, ...options }: ChooseWeightOptions,
): Promise<ChosenWeight> {
  if (answerCount(answers) < enoughForWeight || !canLearn(answers)) return { weight: present };
  const scores: (WeightScores & CrossValidated)[] = [];
  for (const weight of new Set([present, ...candidateWeights])) {
    const [own] = await crossValidate(recordsAt(x, share, weight), answers, [c], ops, {
      ...options,
      rng: rng(),
      prior: labelVectors && { vectors: labelsAt(labelVectors, share, weight), strength },
    });
    scores.push({ weight, ...own! });
  }
  const { weight } = isMultiLabel(answers)
    ? scores.reduce((best, own) => (own.loss < best.loss ? own : best))
    : { weight: betterWeight(scores) };
  return { weight, heldOut: scores.find((own) => own.weight === weight)!.fit };
}

export interface WeightScores extends HeldOutScores {
  readonly weight: number;
}

/**
 * @param scores on the same records, the current weight's first
 * @returns the current weight unless another has more correct answers, or as many at a smaller
 * log-loss, by more than one standard error of the paired difference. Switching back and forth by
 * chance would redraw every batch.
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
