import type { Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import type { Rng } from '../rng.ts';
import { chooseC } from './chooseC.ts';
import type { ClassWeight } from './classWeights.ts';
import { crossFit } from './crossFit.ts';
import { columnsOf } from './head.ts';
import { heldOutScores, type HeldOutScores } from './heldOutScores.ts';

/** s before there are labels enough to choose it, where the labels are words, and the values it is chosen from. */
export const initialStrength = 20;
export const candidateStrengths: readonly number[] = [0, 10, 20, 40, 80];

/** Records × labels × dimensions above which three folds have to do, so that a choice takes seconds at most. */
const mostForFiveFolds = 1e7;

/** Records held out below which nothing can be told: with many labels most are the only ones of theirs. */
const fewestHeldOut = 10;

/** What a logistic head is fitted with. */
export interface HeadStrengths {
  readonly c: number;
  /** s of the label prior. */
  readonly strength: number;
}

export interface ChooseHeadOptions {
  /** A number is kept. */
  readonly c: number | 'auto';
  /** The smallest C while there are few labels; no limit when left out. */
  readonly leastC?: number | undefined;
  readonly strength: number | 'auto';
  /** Those in effect. */
  readonly present: HeadStrengths;
  /** P, label set × d, where the labels speak; without it s is 0. */
  readonly labelVectors?: Matrix | undefined;
  /** Draws the folds; the same ones at every call, for all that is compared. */
  readonly rng: () => Rng;
  readonly classWeight?: ClassWeight;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Whether the labels' words help: log-loss or right answers, record by record, gain by more than the standard error of
 * their mean gain. Few records say by chance alone that they do; without this ROC-AUC on SMS spam was .04 lower at 20
 * labels than without a prior, and other labels' words cost up to .03 at 50 labels of six kinds.
 */
function helps(
  { losses, hits }: Pick<HeldOutScores, 'losses' | 'hits'>,
  without: Pick<HeldOutScores, 'losses' | 'hits'>,
): boolean {
  const isGain = (gains: readonly number[]): boolean => {
    const n = gains.length;
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / n;
    const squares = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0);
    // One record more is a mean of exactly one standard error.
    return mean > Math.sqrt(squares / (n - 1) / n) * (1 + 1e-9);
  };
  return (
    isGain(losses.map((loss, i) => without.losses[i]! - loss)) ||
    isGain(hits.map((hit, i) => hit - without.hits[i]!))
  );
}

/**
 * C and s by cross-validation on the training labels, one at a time: C, s, and C again if s has changed. s is that of
 * the most right answers, then of the smallest log-loss, among 0 and those that help.
 * @param x n × d embeddings of the training records
 * @param labels n label-set indices
 */
export async function chooseHead(
  x: Matrix,
  labels: ArrayLike<number>,
  products: MatrixOps,
  options: ChooseHeadOptions,
): Promise<HeadStrengths> {
  const { labelVectors, rng, present, classWeight, signal } = options;
  const work = x.rows * x.cols * (labelVectors?.rows ?? 0);
  const folds = work > mostForFiveFolds ? 3 : 5;
  const shared = { folds, signal, ...(classWeight && { classWeight }) };
  const priorOf = (strength: number) => labelVectors && { vectors: labelVectors, strength };
  const cOf = async (strength: number): Promise<number> => {
    if (options.c !== 'auto') return options.c;
    const own = { ...shared, rng: rng(), prior: priorOf(strength), leastC: options.leastC };
    return (await chooseC(x, labels, products, own)).c;
  };
  const given = labelVectors ? options.strength : 0;
  const before = given === 'auto' ? present.strength : given;
  const c = await cOf(before);
  if (given !== 'auto' || columnsOf(labels).learnt.length < 2) return { c, strength: before };

  const scores = [];
  for (const strength of candidateStrengths) {
    const own = { ...shared, rng: rng(), prior: priorOf(strength) };
    const [fit] = await crossFit(x, labels, [c], products, own);
    scores.push({ strength, ...heldOutScores(fit!, labels) });
  }
  const without = scores[0]!;
  if (without.losses.length < fewestHeldOut) return { c, strength: before };
  const [best] = scores
    .filter((own) => own.strength === 0 || helps(own, without))
    .sort((a, b) => b.right - a.right || a.loss - b.loss);
  const { strength } = best!;
  return { c: strength === before ? c : await cOf(strength), strength };
}
