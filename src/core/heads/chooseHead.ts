import type { Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import type { Rng } from '../rng.ts';
import { labelsAt, recordsAt, type LexicalShare } from '../embed/lexicalShare.ts';
import type { CrossFit } from './crossFit.ts';
import type { CrossFitPath } from './crossFitPath.ts';
import { chooseC } from './chooseC.ts';
import { chooseWeight } from './chooseWeight.ts';
import type { ClassWeight } from './classWeights.ts';
import {
  canLearn,
  crossValidate,
  isGain,
  isMultiLabel,
  type Answers,
  type HeldOutScores,
} from './heldOutScores.ts';
import type { LabelPrior } from './labelPrior.ts';

/**
 * Initial s, used before there are enough labels to choose it if labels are words, and the
 * candidate values.
 */
export const initialStrength = 20;
export const candidateStrengths: readonly number[] = [0, 10, 20, 40, 80];

/**
 * Records × labels × dimensions above which three folds are used, to keep a choice within seconds.
 */
const maxValuesForFiveFolds = 1e7;

/**
 * Minimum number of held-out records for a choice: with many labels, most records are the only ones
 * of their label.
 */
const minHeldOut = 10;

/** Hyperparameters of a logistic head. */
export interface HeadStrengths {
  readonly c: number;
  /** s of the label prior. */
  readonly strength: number;
  /** Weight of the lexical block beside a sentence model, if it is chosen. */
  readonly weight?: number;
}

/** Chosen hyperparameters, and the held-out probabilities behind them. */
export interface ChosenHead extends HeadStrengths {
  /** Held-out probabilities at these values; undefined if no cross-validation had exactly these. */
  readonly heldOut?: CrossFit;
}

export interface ChooseHeadOptions {
  /** A number is fixed. */
  readonly c: number | 'auto';
  /** The smallest C while there are few labels; default no limit. */
  readonly minC?: number | undefined;
  readonly strength: number | 'auto';
  /** The current values. */
  readonly present: HeadStrengths;
  /** P, label set × d, if labels are words; without it s is 0. */
  readonly labelVectors?: Matrix | undefined;
  /** How the given vectors were joined, if the lexical block's weight is chosen. */
  readonly share?: LexicalShare | undefined;
  /** Seeds the folds; the same on every call, so that all candidates use the same folds. */
  readonly rng: () => Rng;
  readonly classWeight?: ClassWeight;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Whether the label prior helps: per-record log-loss or correctness improves by more than the
 * standard error of the mean gain. With few records a gain may be chance: without this test ROC-AUC
 * on SMS spam was .04 lower at 20 labels than without a prior, and the words of unrelated labels
 * cost up to .03 at 50 labels of six kinds.
 */
function helps(
  { losses, hits }: Pick<HeldOutScores, 'losses' | 'hits'>,
  without: Pick<HeldOutScores, 'losses' | 'hits'>,
): boolean {
  return (
    isGain(losses.map((loss, i) => without.losses[i]! - loss)) ||
    isGain(hits.map((hit, i) => hit - without.hits[i]!))
  );
}

/**
 * Chooses C, the weight of the lexical block, and s by cross-validation on the training labels, one
 * at a time, and C again if weight or s has changed. s maximises correct answers, then minimises
 * log-loss, among 0 and the values that help.
 * @param x n × d embeddings of the training records; with a `share`, joined by it
 * @param answers n
 */
export async function chooseHead(
  x: Matrix,
  answers: Answers,
  ops: MatrixOps,
  options: ChooseHeadOptions,
): Promise<ChosenHead> {
  const { labelVectors, rng, present, share, classWeight, signal } = options;
  const folds = foldsFor(x, answers, labelVectors);
  const paths = new Map<Matrix, CrossFitPath>();
  const shared = { folds, signal, paths, ...(classWeight && { classWeight }) };
  const at = vectorsAt(x, labelVectors, share);
  type Fixed = Pick<ChosenHead, 'c' | 'heldOut'>;
  const cOf = async (vectors: Vectors, strength: number, from: number): Promise<Fixed> => {
    if (options.c !== 'auto') return { c: options.c };
    const prior = priorOf(vectors, strength);
    const own = { ...shared, rng: rng(), prior, minC: options.minC, from };
    const { c, heldOut } = await chooseC(vectors.x, answers, ops, own);
    return { c, ...(heldOut && { heldOut }) };
  };
  const given = labelVectors ? options.strength : 0;
  const before = given === 'auto' ? present.strength : given;
  const presentWeight = present.weight ?? share?.weight;
  const first = await cOf(at(presentWeight), before, present.c);
  const { c } = first;
  const weighed =
    share &&
    (await chooseWeight(x, answers, ops, {
      ...shared,
      share,
      present: presentWeight!,
      c,
      strength: before,
      labelVectors,
      rng,
    }));
  const weight = weighed?.weight;
  const vectors = at(weight);
  const reached: Pick<ChosenHead, 'strength' | 'heldOut'> =
    given === 'auto'
      ? await strengthOf(vectors, answers, ops, { ...options, c, folds, paths })
      : { strength: before, ...(weighed?.heldOut && { heldOut: weighed.heldOut }) };
  const { strength } = reached;
  const isAsBefore = strength === before && weight === presentWeight;
  const last = isAsBefore ? first : await cOf(vectors, strength, c);
  // If C is fixed, the last choice was scored at it.
  const heldOut = last.heldOut ?? reached.heldOut;
  return {
    c: last.c,
    strength,
    ...(weight !== undefined && { weight }),
    ...(heldOut && { heldOut }),
  };
}

/** Number of folds, so that a choice takes seconds: 3 for a large head, else 5. */
export function foldsFor(x: Matrix, answers: Answers, labelVectors: Matrix | undefined): number {
  const work = x.rows * x.cols * labelCount(answers, labelVectors);
  return work > maxValuesForFiveFolds ? 3 : 5;
}

/**
 * Number of columns of the head, which drives the cost of cross-validation; 0 for a single-label head
 * without label vectors, for which only C is chosen.
 */
const labelCount = (answers: Answers, labelVectors: Matrix | undefined): number =>
  isMultiLabel(answers) ? answers.labels : (labelVectors?.rows ?? 0);

/** Training records and labels at one weight of the lexical block. */
interface Vectors {
  readonly x: Matrix;
  readonly labelVectors: Matrix | undefined;
}

/** The same objects for the same weight, so that they share a path. */
function vectorsAt(
  x: Matrix,
  labelVectors: Matrix | undefined,
  share: LexicalShare | undefined,
): (weight: number | undefined) => Vectors {
  const known = new Map<number, Vectors>();
  return (weight) => {
    if (share === undefined || weight === undefined) return { x, labelVectors };
    const vectors = known.get(weight) ?? {
      x: recordsAt(x, share, weight),
      labelVectors: labelVectors && labelsAt(labelVectors, share, weight),
    };
    known.set(weight, vectors);
    return vectors;
  };
}

const priorOf = ({ labelVectors }: Vectors, strength: number): LabelPrior | undefined =>
  labelVectors && { vectors: labelVectors, strength };

/** s for the given C; the current s if too little can be held out. */
async function strengthOf(
  vectors: Vectors,
  answers: Answers,
  ops: MatrixOps,
  {
    c,
    folds,
    paths,
    rng,
    present,
    classWeight,
    signal,
  }: Omit<ChooseHeadOptions, 'c'> & {
    readonly c: number;
    readonly folds: number;
    readonly paths: Map<Matrix, CrossFitPath>;
  },
): Promise<Pick<ChosenHead, 'strength' | 'heldOut'>> {
  if (!canLearn(answers)) return { strength: present.strength };
  const shared = { folds, signal, paths, ...(classWeight && { classWeight }) };
  const scores = [];
  for (const strength of candidateStrengths) {
    const own = { ...shared, rng: rng(), prior: priorOf(vectors, strength) };
    const [held] = await crossValidate(vectors.x, answers, [c], ops, own);
    scores.push({ strength, ...held! });
  }
  const without = scores[0]!;
  if (without.losses.length < minHeldOut) return { strength: present.strength };
  const [best] = scores
    .filter((own) => own.strength === 0 || helps(own, without))
    .sort((a, b) => b.right - a.right || a.loss - b.loss);
  return { strength: best!.strength, heldOut: best!.fit };
}
