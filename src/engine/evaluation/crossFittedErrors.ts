import type { WorkOptions } from '../../core/engine/engineApi.ts';
import type { CrossFitParams } from '../../core/engine/evaluationApi.ts';
import { crossFit } from '../../core/heads/crossFit.ts';
import { predictedLabels } from '../../core/metrics/evaluate.ts';
import { Rng } from '../../core/rng.ts';
import { labelPriorOf } from '../model/labelPriors.ts';
import { singleRows, singleTraining } from '../model/trainingRows.ts';
import type { EvaluationServices } from './evaluationServices.ts';

/** @see EvaluationApi.crossFittedErrors */
export async function crossFittedErrors(
  { training, labels: names, ids, c, prior, classWeight, seed }: CrossFitParams,
  { pool, embedding, ops }: EvaluationServices,
  { signal }: WorkOptions,
): Promise<number[]> {
  const { rows, answers: labels } = singleRows(singleTraining(training), names, pool.pool.index);
  const x = await embedding.current.embeddings.take(rows);
  const [fit] = await crossFit(x, labels, [c], ops, {
    rng: new Rng(seed).fork('cross-fitting'),
    classWeight,
    prior: await labelPriorOf(prior, embedding, signal),
    signal,
  });
  const predicted = predictedLabels(fit!.probabilities, fit!.labels);
  const wrong = new Map(rows.map((row, i) => [row, Number(predicted[i] !== labels[i])]));
  // If a record is the only one of its label, no fold's head knows the label.
  fit!.folds.forEach((fold, i) => fold < 0 && wrong.set(rows[i]!, 1));
  return pool.rowsOf(ids).map((row) => wrong.get(row) ?? 1);
}
