import type { WorkOptions } from '../../core/engine/engineApi.ts';
import type { CrossFitParams } from '../../core/engine/evaluationApi.ts';
import { crossFit, crossFitOneVsRest, type CrossFitOptions } from '../../core/heads/crossFit.ts';
import { decide } from '../../core/heads/expectedCount.ts';
import type { Indicators } from '../../core/heads/indicators.ts';
import type { Matrix } from '../../core/math/matrix.ts';
import { predictedLabels } from '../../core/metrics/evaluate.ts';
import { isRight, outcomesOf } from '../../core/metrics/labelOutcomes.ts';
import { Rng } from '../../core/rng.ts';
import { labelPriorOf } from '../model/labelPriors.ts';
import { trainingRows } from '../model/trainingRows.ts';
import type { EvaluationServices } from './evaluationServices.ts';
import { fitSetHead } from './setHead.ts';

/** Number of unlabelled records whose expected count sets the thresholds. */
const thresholdRecords = 2000;

/** @see EvaluationApi.crossFittedErrors */
export async function crossFittedErrors(
  { training, labels: names, ids, c, prior, classWeight, heldOut, seed }: CrossFitParams,
  services: EvaluationServices,
  { signal }: WorkOptions,
): Promise<(number | null)[]> {
  const { pool, embedding } = services;
  const { rows, answers } = trainingRows(training, names, pool.pool.index);
  const x = await embedding.current.embeddings.take(rows);
  const options = {
    rng: new Rng(seed).fork('cross-fitting'),
    classWeight,
    prior: await labelPriorOf(prior, embedding, signal),
    signal,
  };
  let errors: (number | null)[];
  if ('length' in answers) errors = await singleLabelErrors(x, answers, c, services, options);
  else {
    const candidates = pool.candidates([...training.ids, ...heldOut]);
    const positions = options.rng.fork('unlabelled').sample(candidates.length, thresholdRecords);
    const unlabelledRows = Int32Array.from(positions, (position) => candidates[position]!).sort();
    // Once all records are answered, these are the pool.
    const unlabelled =
      unlabelledRows.length > 0 ? await embedding.current.embeddings.take(unlabelledRows) : x;
    errors = await multiLabelErrors({ x, unlabelled }, answers, c, services, options);
  }
  const errorByRow = new Map(rows.map((row, i) => [row, errors[i]!]));
  return pool.rowsOf(ids).map((row) => (errorByRow.has(row) ? errorByRow.get(row)! : 1));
}

async function singleLabelErrors(
  x: Matrix,
  labels: Int32Array,
  c: number,
  { ops }: EvaluationServices,
  options: CrossFitOptions,
): Promise<number[]> {
  const [fit] = await crossFit(x, labels, [c], ops, options);
  const predicted = predictedLabels(fit!.probabilities, fit!.labels);
  // If a record is the only one of its label, no fold's head knows the label.
  return Array.from(labels, (label, i) =>
    fit!.folds[i]! < 0 ? 1 : Number(predicted[i] !== label),
  );
}

/** Uses the thresholds of the head fitted on all records, whose errors are estimated. */
async function multiLabelErrors(
  { x, unlabelled }: { readonly x: Matrix; readonly unlabelled: Matrix },
  truth: Indicators,
  c: number,
  { ops }: EvaluationServices,
  options: CrossFitOptions,
): Promise<(number | null)[]> {
  const { prior, signal } = options;
  const { thresholds } = await fitSetHead({ x, truth, c, prior, unlabelled, signal }, ops);
  const { probabilities, labels, folds } = await crossFitOneVsRest(x, truth, c, ops, options);
  const predicted = decide(probabilities, labels, thresholds, truth.labels);
  return outcomesOf(truth, predicted).map((outcome, i) => {
    if (!outcome.whole) return null;
    return folds[i]! < 0 ? 1 : Number(!isRight(outcome));
  });
}
