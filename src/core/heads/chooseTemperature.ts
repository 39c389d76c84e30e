import type { Matrix } from '../math/matrix.ts';
import { matrix, takeRows } from '../math/matrix.ts';
import type { MatrixOps } from '../math/matrixOps.ts';
import type { Rng } from '../rng.ts';
import { foldsFor } from './chooseHead.ts';
import type { ClassWeight } from './classWeights.ts';
import { fitCommitteeHead } from './committeeHead.ts';
import { crossFit, crossFitOneVsRest, type CrossFit } from './crossFit.ts';
import { columnsOf } from './head.ts';
import { canLearn, isMultiLabel, type Answers } from './heldOutScores.ts';
import type { LabelPrior } from './labelPrior.ts';
import { ALWAYS_TRAINED, rowsOfFold, stratifiedFolds } from './stratifiedFolds.ts';
import { fitLabelTemperature, fitTemperature } from './temperature.ts';

export interface ChooseTemperatureOptions {
  readonly c: number;
  readonly prior?: LabelPrior | undefined;
  readonly classWeight?: ClassWeight;
  /** K of a committee, whose mean is calibrated; absent for a single head. */
  readonly members?: number;
  /** Held-out probabilities of such a head, if a cross-validation has just computed them. */
  readonly heldOut?: CrossFit | undefined;
  /** Seeds the folds. */
  readonly rng: Rng;
  readonly signal?: AbortSignal | undefined;
}

/**
 * T of a head from held-out probabilities of its own training records. Records that cannot be held
 * out are excluded.
 * @param x n × d, the head's vectors
 * @param answers n
 * @returns 1 if nothing can be held out
 */
export async function chooseTemperature(
  x: Matrix,
  answers: Answers,
  ops: MatrixOps,
  options: ChooseTemperatureOptions,
): Promise<number> {
  if (!canLearn(answers)) return 1;
  const { c, prior, classWeight, members, signal, rng } = options;
  const folds = foldsFor(x, answers, prior?.vectors);
  const shared = { rng, folds, prior, signal, ...(classWeight && { classWeight }) };
  if (isMultiLabel(answers)) {
    const {
      probabilities,
      labels,
      folds: dealt,
    } = options.heldOut ?? (await crossFitOneVsRest(x, answers, c, ops, shared));
    const isHeldOut = (row: number): boolean => dealt[row] !== ALWAYS_TRAINED;
    return fitLabelTemperature(probabilities, labels, answers, isHeldOut);
  }
  const fit =
    members === undefined
      ? (options.heldOut ?? (await crossFit(x, answers, [c], ops, shared))[0]!)
      : await crossFitCommittee(x, answers, ops, { c, members, folds, rng, signal });
  const columnOf = new Map(Array.from(fit.labels, (label, column) => [label, column]));
  const columns = Int32Array.from(answers, (label, i) =>
    fit.folds[i] === ALWAYS_TRAINED ? -1 : columnOf.get(label)!,
  );
  return fitTemperature(fit.probabilities, columns);
}

/** As `crossFit`: the means of committees, each trained without a fold. */
async function crossFitCommittee(
  x: Matrix,
  labels: ArrayLike<number>,
  ops: MatrixOps,
  options: {
    readonly c: number;
    readonly members: number;
    readonly folds: number;
    readonly rng: Rng;
    readonly signal: AbortSignal | undefined;
  },
): Promise<CrossFit> {
  const { c, members, folds: count, rng, signal } = options;
  const { columns, learnt } = columnsOf(labels);
  const folds = stratifiedFolds(columns, learnt.length, count, rng);
  const probabilities = matrix(x.rows, learnt.length);
  const all = Array.from(folds.keys());
  for (let fold = 0; fold < count; fold++) {
    const heldOut = rowsOfFold(folds, fold);
    if (heldOut.length === 0) continue;
    const trained = all.filter((row) => folds[row] !== fold);
    const head = await fitCommitteeHead(
      takeRows(x, trained),
      trained.map((row) => labels[row]!),
      ops,
      { c, members, rng: rng.fork(`committee without fold ${fold}`), signal },
    );
    const { data } = await head.predictProba(takeRows(x, heldOut));
    heldOut.forEach((row, i) =>
      probabilities.data.set(
        data.subarray(i * learnt.length, (i + 1) * learnt.length),
        row * learnt.length,
      ),
    );
  }
  return { probabilities, labels: learnt, folds };
}
