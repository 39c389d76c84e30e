import { crossFit } from '../../core/heads/crossFit.ts';
import { ALWAYS_TRAINED } from '../../core/heads/stratifiedFolds.ts';
import { findContradictions } from '../../core/quality/contradictions.ts';
import { findLabelErrors, NOT_LEARNT } from '../../core/quality/labelErrors.ts';
import { Rng } from '../../core/rng.ts';
import { singleTraining } from '../model/trainingRows.ts';
import { labelPriorOf } from '../model/labelPriors.ts';
import type { WorkOptions } from '../../core/engine/engineApi.ts';
import type { Suspects, SuspectsParams } from '../../core/engine/evaluationApi.ts';
import type { EvaluationServices } from './evaluationServices.ts';

/**
 * Minimum number of annotations: with fewer, confident learning's thresholds average too few
 * values.
 */
const minForSuspects = 30;
/** Maximum number of texts compared after each round. */
const maxForContradictions = 2000;
const folds = 5;

/**
 * Annotations that may be wrong: those doubted by confident learning on cross-fitted probabilities,
 * and recent ones contradicted by a nearly identical text.
 * @throws CancelledError
 */
export async function findSuspects(
  { training, labels, c, prior, classWeight, seed, limit }: SuspectsParams,
  { pool, embedding, ops }: EvaluationServices,
  { signal }: WorkOptions,
): Promise<Suspects> {
  const { index } = pool.pool;
  const { ids, answers } = singleTraining(training);
  const known = ids.flatMap((id, i) => {
    const row = index.rowOf(id);
    const label = labels.indexOf(answers[i]!);
    return row === undefined || label < 0 ? [] : [{ id, row, label }];
  });
  const given = Int32Array.from(known, ({ label }) => label);
  if (known.length < minForSuspects || new Set(given).size < 2) {
    return { unlikely: [], contradictions: [] };
  }
  const x = await embedding.current.embeddings.take(Int32Array.from(known, ({ row }) => row));
  const rng = new Rng(seed).fork('label errors');
  const labelPrior = await labelPriorOf(prior, embedding, signal);
  const options = { rng, folds, classWeight, prior: labelPrior, signal };
  const [fit] = await crossFit(x, given, [c], ops, options);
  const { probabilities, labels: columns } = fit!;
  const columnOf = new Map(Array.from(columns, (label, column) => [label, column]));
  const { suspects } = findLabelErrors(
    probabilities,
    // A record whose label is unique was in no fold, so no head predicts it.
    Int32Array.from(given, (label, i) =>
      fit!.folds[i]! === ALWAYS_TRAINED ? NOT_LEARNT : columnOf.get(label)!,
    ),
  );
  const unlikely = suspects.slice(0, limit).map(({ row, likely }) => ({
    id: known[row]!.id,
    label: labels[known[row]!.label]!,
    likely: labels[columns[likely]!]!,
    p: probabilities.data[row * probabilities.cols + likely]!,
  }));
  const first = Math.max(0, known.length - maxForContradictions);
  const latest = await pool.pool.read(known.slice(first).map(({ row }) => row));
  const contradictions = findContradictions(
    latest.map(({ text }) => text),
    given.subarray(first),
  ).slice(0, limit);
  return {
    unlikely,
    contradictions: contradictions.map(({ first: a, second: b, similarity }) => ({
      id: known[first + a]!.id,
      other: known[first + b]!.id,
      similarity,
    })),
  };
}
