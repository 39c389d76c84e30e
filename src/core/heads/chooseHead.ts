import type { Matrix } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import type { Rng } from '../rng.ts';
import { labelsAt, recordsAt, type LexicalShare } from '../embed/lexicalShare.ts';
import { chooseC } from './chooseC.ts';
import { chooseWeight } from './chooseWeight.ts';
import type { ClassWeight } from './classWeights.ts';
import {
  canLearn,
  crossValidate,
  isGain,
  type Answers,
  type HeldOutScores,
} from './heldOutScores.ts';
import type { LabelPrior } from './labelPrior.ts';

/** s before there are labels enough to choose it, where the labels are words, and the values it is chosen from. */
export const initialStrength = 20;
export const candidateStrengths: readonly number[] = [0, 10, 20, 40, 80];

/** Records × labels × dimensions above which three folds have to do, so that a choice takes seconds at most. */
const maxValuesForFiveFolds = 1e7;

/** Records held out below which nothing can be told: with many labels most are the only ones of theirs. */
const minHeldOut = 10;

/** What a logistic head is fitted with. */
export interface HeadStrengths {
  readonly c: number;
  /** s of the label prior. */
  readonly strength: number;
  /** Of the lexical block beside a sentence model, where it is chosen. */
  readonly weight?: number;
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
  /** Where the lexical block's weight is chosen: how the vectors given were joined. */
  readonly share?: LexicalShare | undefined;
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
  return (
    isGain(losses.map((loss, i) => without.losses[i]! - loss)) ||
    isGain(hits.map((hit, i) => hit - without.hits[i]!))
  );
}

/**
 * C, the weight of the lexical block, and s by cross-validation on the training labels, one at a time, and C again if weight
 * or s has changed. s is that of the most right answers, then of the smallest log-loss, among 0 and those that help.
 * @param x n × d embeddings of the training records; with a `share`, joined as it says
 * @param answers n
 */
export async function chooseHead(
  x: Matrix,
  answers: Answers,
  ops: MatrixOps,
  options: ChooseHeadOptions,
): Promise<HeadStrengths> {
  const { labelVectors, rng, present, share, classWeight, signal } = options;
  const work = x.rows * x.cols * labelCount(answers, labelVectors);
  const folds = work > maxValuesForFiveFolds ? 3 : 5;
  const shared = { folds, signal, ...(classWeight && { classWeight }) };
  const at = (weight: number | undefined): Vectors =>
    share === undefined || weight === undefined
      ? { x, labelVectors }
      : {
          x: recordsAt(x, share, weight),
          labelVectors: labelVectors && labelsAt(labelVectors, share, weight),
        };
  const cOf = async (vectors: Vectors, strength: number): Promise<number> => {
    if (options.c !== 'auto') return options.c;
    const prior = priorOf(vectors, strength);
    const own = { ...shared, rng: rng(), prior, leastC: options.leastC };
    return (await chooseC(vectors.x, answers, ops, own)).c;
  };
  const given = labelVectors ? options.strength : 0;
  const before = given === 'auto' ? present.strength : given;
  const presentWeight = present.weight ?? share?.weight;
  const c = await cOf(at(presentWeight), before);
  const weight =
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
  const vectors = at(weight);
  const strength =
    given === 'auto' ? await strengthOf(vectors, answers, ops, { ...options, c, folds }) : before;
  const isAsBefore = strength === before && weight === presentWeight;
  return {
    c: isAsBefore ? c : await cOf(vectors, strength),
    strength,
    ...(weight !== undefined && { weight }),
  };
}

/** Columns that a head has, as far as many of them make cross-validation slow. */
const labelCount = (answers: Answers, labelVectors: Matrix | undefined): number =>
  'labels' in answers ? answers.labels : (labelVectors?.rows ?? 0);

/** Training records and labels at one weight of the lexical block. */
interface Vectors {
  readonly x: Matrix;
  readonly labelVectors: Matrix | undefined;
}

const priorOf = ({ labelVectors }: Vectors, strength: number): LabelPrior | undefined =>
  labelVectors && { vectors: labelVectors, strength };

/** s on the C given; the present one where too little can be held out. */
async function strengthOf(
  vectors: Vectors,
  answers: Answers,
  ops: MatrixOps,
  {
    c,
    folds,
    rng,
    present,
    classWeight,
    signal,
  }: Omit<ChooseHeadOptions, 'c'> & { readonly c: number; readonly folds: number },
): Promise<number> {
  if (!canLearn(answers)) return present.strength;
  const shared = { folds, signal, ...(classWeight && { classWeight }) };
  const scores = [];
  for (const strength of candidateStrengths) {
    const own = { ...shared, rng: rng(), prior: priorOf(vectors, strength) };
    const [held] = await crossValidate(vectors.x, answers, [c], ops, own);
    scores.push({ strength, ...held! });
  }
  const without = scores[0]!;
  if (without.losses.length < minHeldOut) return present.strength;
  const [best] = scores
    .filter((own) => own.strength === 0 || helps(own, without))
    .sort((a, b) => b.right - a.right || a.loss - b.loss);
  return best!.strength;
}
