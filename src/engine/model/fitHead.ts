import { message } from '../../core/messages/messages.ts';
import { UserError, throwIfAborted } from '../../core/errors.ts';
import { initialCAbove } from '../../core/heads/chooseC.ts';
import { chooseHead, initialStrength, type HeadStrengths } from '../../core/heads/chooseHead.ts';
import type { ClassWeight } from '../../core/heads/classWeights.ts';
import { fitCommitteeHead } from '../../core/heads/committeeHead.ts';
import type { Head } from '../../core/heads/head.ts';
import type { HeadBackend } from '../../core/heads/headBackend.ts';
import type { HeadDecoders } from '../../core/heads/headBytes.ts';
import type { LabelPrior } from '../../core/heads/labelPrior.ts';
import { fitLogisticHead } from '../../core/heads/logisticHead.ts';
import type { Matrix } from '../../core/math/matrix.ts';
import type { MatrixOps } from '../../core/math/matrixOps.ts';
import { Rng } from '../../core/rng.ts';
import type { Weighing } from './lexicalWeighing.ts';
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
  /** Label vectors, label set × d, if they are to serve as a prior. */
  readonly labelVectors?: Matrix | undefined;
  /** Set if the weight of the lexical block is to be chosen too. */
  readonly weighing?: Weighing | undefined;
  /** The present head. */
  readonly former?: Head | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface FittedHead {
  readonly head: Head;
  readonly c: number;
  /** Of a logistic head with label vectors. */
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
 * @param labels n label-set indices
 * @throws UserError for a dropout head without its library, CancelledError.
 */
export async function fitHead(
  params: FitParams,
  x: Matrix,
  labels: Int32Array,
  tools: FitTools,
): Promise<FittedHead> {
  const { kind, classWeight, seed, members } = params;
  const { ops, dropout, former, labelVectors, signal } = tools;
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
  const { c, strength, weight } = await strengthsOf(params, x, labels, tools);
  throwIfAborted(signal);
  if (kind === 'committee') {
    const options = { c, members, rng: rng.fork('committee'), signal };
    const head = await fitCommitteeHead(x, labels, ops, options);
    const chosen = weight === undefined ? {} : { weight };
    return {
      head,
      c,
      ...chosen,
      iterations: 0,
      converged: true,
      kernel: ops.name,
      warm: false,
    };
  }
  const warmStart = params.warmStart && former?.kind === 'logistic' ? former : undefined;
  const prior = labelVectors && { vectors: labelVectors, strength };
  const options = { c, classWeight, warmStart, prior, signal };
  const fitted = await fitLogisticHead(x, labels, ops, options);
  return {
    ...fitted,
    c,
    ...(prior && { prior }),
    ...(weight !== undefined && { weight }),
    kernel: ops.name,
    warm: warmStart !== undefined,
  };
}

/**
 * C, s and the lexical block's weight: as given, by cross-validation if due, else the last choice.
 */
async function strengthsOf(
  { c, lastC, leastC, prior, chooseC: due, seed, classWeight }: FitParams,
  x: Matrix,
  labels: Int32Array,
  { ops, labelVectors, weighing, signal }: FitTools,
): Promise<HeadStrengths> {
  const strength = labelVectors ? (prior?.strength ?? 0) : 0;
  const present = {
    c: c === 'auto' ? (lastC ?? initialCAbove(leastC ?? 0)) : c,
    strength: strength === 'auto' ? (prior?.lastStrength ?? initialStrength) : strength,
  };
  if (!due) return present;
  return chooseHead(weighing?.x ?? x, labels, ops, {
    c,
    leastC,
    strength,
    present: { ...present, ...(weighing && { weight: weighing.present }) },
    labelVectors: weighing ? weighing.labelVectors : labelVectors,
    share: weighing?.share,
    rng: () => new Rng(seed).fork('folds'),
    classWeight,
    signal,
  });
}
