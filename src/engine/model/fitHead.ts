import { message } from '../../core/messages/messages.ts';
import { UserError, throwIfAborted } from '../../core/errors.ts';
import { initialCAbove, minCFor } from '../../core/heads/chooseC.ts';
import { chooseHead, initialStrength, type ChosenHead } from '../../core/heads/chooseHead.ts';
import { chooseTemperature } from '../../core/heads/chooseTemperature.ts';
import type { ClassWeight } from '../../core/heads/classWeights.ts';
import { fitCommitteeHead } from '../../core/heads/committeeHead.ts';
import { columnsOf, type Head } from '../../core/heads/head.ts';
import type { HeadBackend } from '../../core/heads/headBackend.ts';
import type { HeadDecoders } from '../../core/heads/headBytes.ts';
import type { Answers } from '../../core/heads/heldOutScores.ts';
import { countIndicators, type Indicators } from '../../core/heads/indicators.ts';
import { meanRecord, type LabelPrior } from '../../core/heads/labelPrior.ts';
import { fitLogisticHead } from '../../core/heads/logisticHead.ts';
import { fitOneVsRestHead } from '../../core/heads/oneVsRestHead.ts';
import type { Matrix } from '../../core/math/matrix.ts';
import type { MatrixOps } from '../../core/math/matrixOps.ts';
import { Rng } from '../../core/rng.ts';
import { vectorsAt, type WeightSearch } from './lexicalWeighing.ts';
import type { FitParams } from '../../core/engine/modelApi.ts';

/** The dropout network; its library is loaded on first use. */
export interface DropoutHeads {
  fit(
    x: Matrix,
    labels: Int32Array,
    options: {
      readonly rng: Rng;
      readonly classWeight: ClassWeight;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<{
    readonly head: Head;
    readonly epochs: number;
    readonly converged: boolean;
    /** The backend that computed it. */
    readonly backend: HeadBackend;
  }>;
  readonly decoders: HeadDecoders;
}

export interface FitTools {
  readonly ops: MatrixOps;
  readonly dropout?: DropoutHeads | undefined;
  /** Label vectors, label set × d, if they serve as a prior. */
  readonly labelVectors?: Matrix | undefined;
  /** Set to choose the weight of the lexical block too. */
  readonly weighing?: WeightSearch | undefined;
  /** The present head. */
  readonly previousHead?: Head | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface FittedHead {
  readonly head: Head;
  readonly c: number;
  /** Temperature T of its probabilities; 1 if absent. */
  readonly temperature?: number;
  /** Set for a head with label vectors. */
  readonly prior?: LabelPrior;
  /** Weight of the lexical block, if it was chosen. */
  readonly weight?: number;
  readonly iterations: number;
  readonly converged: boolean;
  readonly kernel: string;
  readonly backend?: HeadBackend;
  /** Whether the optimization started from the former head. */
  readonly warm: boolean;
}

/**
 * Trains a head of the project's kind.
 * @param x n × d
 * @param answers n label-set indices, or judgements of several labels
 * @throws UserError for a dropout head without its library, or a kind that cannot learn several
 * labels; CancelledError.
 */
export function fitHead(
  params: FitParams,
  x: Matrix,
  answers: Int32Array | Indicators,
  tools: FitTools,
): Promise<FittedHead> {
  return answers instanceof Int32Array
    ? fitOneLabel(params, x, answers, tools)
    : fitMultiLabel(params, x, answers, tools);
}

/** The labels with at least one answer, ascending; for several labels, those that ever applied. */
export function answeredLabels(answers: Int32Array | Indicators): number[] {
  if (answers instanceof Int32Array) return Array.from(columnsOf(answers).learnt);
  const { yes } = countIndicators(answers);
  return Array.from(yes.keys()).filter((label) => yes[label]! > 0);
}

/** Fits a one-vs-rest head without thresholds. */
async function fitMultiLabel(
  params: FitParams,
  x: Matrix,
  truth: Indicators,
  tools: FitTools,
): Promise<FittedHead> {
  const { kind, classWeight } = params;
  const { ops, previousHead, labelVectors, signal } = tools;
  if (kind !== 'logistic') throw new UserError(message('engine.oneLabelHead', { kind }));
  if (classWeight !== 'none') throw new UserError(message('engine.oneLabelWeights', {}));
  const { c, strength, weight, ...calibrated } = await hyperparametersOf(params, x, truth, tools);
  throwIfAborted(signal);
  const warmStart =
    params.warmStart && previousHead?.kind === 'one-vs-rest' ? previousHead : undefined;
  const prior = labelVectors && { vectors: labelVectors, strength };
  const fitted = await fitOneVsRestHead(x, truth, ops, {
    c,
    warmStart,
    // The intercepts are free, so the centre does not change the head.
    prior: prior && { ...prior, centre: meanRecord(x) },
    signal,
  });
  return {
    ...fitted,
    c,
    ...calibrated,
    ...(prior && { prior }),
    ...(weight !== undefined && { weight }),
    kernel: ops.name,
    warm: warmStart !== undefined,
  };
}

async function fitOneLabel(
  params: FitParams,
  x: Matrix,
  labels: Int32Array,
  tools: FitTools,
): Promise<FittedHead> {
  const { kind, classWeight, seed, members } = params;
  const { ops, dropout, previousHead, labelVectors, signal } = tools;
  const rng = new Rng(seed);
  if (kind === 'dropout') {
    if (!dropout) {
      throw new UserError(message('engine.noDropout', {}));
    }
    const fitted = await dropout.fit(x, labels, { rng: rng.fork('dropout'), classWeight, signal });
    const { head, converged, backend, epochs: iterations } = fitted;
    const kernel = `tensorflow.js ${backend.name}`;
    return { head, c: 0, iterations, converged, kernel, backend, warm: false };
  }
  const { c, strength, weight, ...calibrated } = await hyperparametersOf(params, x, labels, tools);
  throwIfAborted(signal);
  if (kind === 'committee') {
    const options = { c, members, rng: rng.fork('committee'), signal };
    const head = await fitCommitteeHead(x, labels, ops, options);
    const chosen = weight === undefined ? {} : { weight };
    return {
      head,
      c,
      ...calibrated,
      ...chosen,
      iterations: 0,
      converged: true,
      kernel: ops.name,
      warm: false,
    };
  }
  const warmStart =
    params.warmStart && previousHead?.kind === 'logistic' ? previousHead : undefined;
  const prior = labelVectors && { vectors: labelVectors, strength };
  const options = { c, classWeight, warmStart, prior, signal };
  const fitted = await fitLogisticHead(x, labels, ops, options);
  return {
    ...fitted,
    c,
    ...calibrated,
    ...(prior && { prior }),
    ...(weight !== undefined && { weight }),
    kernel: ops.name,
    warm: warmStart !== undefined,
  };
}

/** Hyperparameters of a head, and T of its probabilities unless 1. */
interface Hyperparameters extends Omit<ChosenHead, 'heldOut'> {
  readonly temperature?: number;
}

/**
 * C, s, the lexical block's weight and T: as given, by cross-validation if due, else the last
 * choice.
 */
async function hyperparametersOf(
  params: FitParams,
  x: Matrix,
  answers: Answers,
  tools: FitTools,
): Promise<Hyperparameters> {
  const { c, lastC, minC, prior, chooseC: isDue, seed, classWeight } = params;
  const { ops, labelVectors, weighing, signal } = tools;
  const strength = labelVectors ? (prior?.strength ?? 0) : 0;
  const current = {
    c: c === 'auto' ? (lastC ?? initialCAbove(minCFor(answers, minC))) : c,
    strength: strength === 'auto' ? (prior?.lastStrength ?? initialStrength) : strength,
  };
  if (!isDue) return withTemperature(params, x, answers, current, tools);
  const chosen = await chooseHead(weighing?.x ?? x, answers, ops, {
    c,
    minC,
    strength,
    present: { ...current, ...(weighing && { weight: weighing.currentWeight }) },
    labelVectors: weighing ? weighing.labelVectors : labelVectors,
    share: weighing?.share,
    rng: () => new Rng(seed).fork('folds'),
    classWeight,
    signal,
  });
  return withTemperature(params, x, answers, chosen, tools);
}

/** Adds T, chosen at these values; on reweighted vectors if the lexical block's weight changes. */
async function withTemperature(
  { calibrate = false, lastTemperature, kind, members, seed, classWeight }: FitParams,
  x: Matrix,
  answers: Answers,
  { heldOut, ...chosen }: ChosenHead,
  { ops, labelVectors, weighing, signal }: FitTools,
): Promise<Hyperparameters> {
  if (!calibrate) {
    return { ...chosen, ...(lastTemperature !== undefined && { temperature: lastTemperature }) };
  }
  const { c, strength, weight } = chosen;
  const vectors =
    weighing && weight !== undefined ? vectorsAt(weighing, weight) : { x, labelVectors };
  const temperature = await chooseTemperature(vectors.x, answers, ops, {
    c,
    prior: vectors.labelVectors && { vectors: vectors.labelVectors, strength },
    classWeight,
    ...(kind === 'committee' && { members }),
    heldOut,
    rng: new Rng(seed).fork('folds'),
    signal,
  });
  return { ...chosen, ...(temperature !== 1 && { temperature }) };
}
