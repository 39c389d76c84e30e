import { message } from '../../core/messages/messages.ts';
import { formatEmbedding, weighed } from '../../core/embed/blocks.ts';
import { UserError, throwIfAborted } from '../../core/errors.ts';
import { candidateCs } from '../../core/heads/chooseC.ts';
import { crossFit, type CrossFitOptions } from '../../core/heads/crossFit.ts';
import { columnsOf } from '../../core/heads/head.ts';
import { heldOutScores } from '../../core/heads/heldOutScores.ts';
import { ALWAYS_TRAINED } from '../../core/heads/stratifiedFolds.ts';
import type { WorkOptions } from '../../core/engine/engineApi.ts';
import type { Matrix } from '../../core/math/matrix.ts';
import type { MatrixOps } from '../../core/math/matrixOps.ts';
import type { Estimate } from '../../core/metrics/estimate.ts';
import { predictedLabels } from '../../core/metrics/evaluate.ts';
import { compareHeads } from '../../core/metrics/pairedTests.ts';
import { Rng } from '../../core/rng.ts';
import { blocksWanted } from '../embedding/openBlock.ts';
import { singleTraining } from '../model/trainingRows.ts';
import { nearGroups } from '../pool/nearGroups.ts';
import type { EmbeddingTrial, TrialOutcome, TrialParams } from '../../core/engine/evaluationApi.ts';
import { trialVectors } from './trialVectors.ts';
import type { EvaluationServices } from './evaluationServices.ts';

/** More training records add little information and take a slow model minutes. */
const maxRecords = 2000;
/** Records used to measure speed. */
const speedRecords = 32;

/** @see EvaluationApi.tryEmbeddings */
export async function tryEmbeddings(
  { embeddings, embed, training, labels: names, classWeight, seed }: TrialParams,
  { pool, embedding, ops }: EvaluationServices,
  { signal, onProgress }: WorkOptions,
): Promise<TrialOutcome> {
  const rng = new Rng(seed).fork('comparing embeddings');
  const { index } = pool.pool;
  const { ids, answers } = singleTraining(training);
  const known = ids.flatMap((id, i) => {
    const row = index.rowOf(id);
    const label = names.indexOf(answers[i]!);
    return row === undefined || label < 0 ? [] : [{ row, label }];
  });
  const compares = known.length > 0;
  const chosen = compares
    ? Array.from(rng.sample(known.length, Math.min(maxRecords, known.length)), (i) => known[i]!)
    : Array.from(rng.sample(index.size, Math.min(speedRecords, index.size)), (row) => ({
        row,
        label: 0,
      }));
  chosen.sort((a, b) => a.row - b.row);
  const rows = chosen.map(({ row }) => row);
  const texts = (await pool.pool.read(rows)).map(({ text }) => text);
  const labels = Int32Array.from(chosen, ({ label }) => label);
  // Near-duplicates must share a fold.
  const groups = compares ? await nearGroups(rows, pool) : new Int32Array();
  const options = { folds: 5, classWeight, signal };
  let first: Int32Array | undefined;
  const trials: EmbeddingTrial[] = [];
  for (const [i, setting] of embeddings.entries()) {
    const what = message('progress.tryingEmbedding', { embedding: formatEmbedding(setting) });
    onProgress?.({ what, step: i, steps: embeddings.length });
    throwIfAborted(signal);
    try {
      const params = { ...embed, embedding: setting };
      const { vectors, name, textsPerSecond } = await trialVectors(
        weighed(blocksWanted(params)),
        { rows, texts },
        (block) => embedding.open(block, params, { ...(signal && { signal }) }),
        signal,
      );
      const trial = { name, dimensions: vectors.cols, textsPerSecond };
      if (!compares) {
        trials.push(trial);
        continue;
      }
      // The same folds for all embeddings.
      const own = { ...options, rng: rng.fork('folds') };
      const predicted = await predictedOutOfSample(vectors, labels, ops, own);
      if (!first) {
        if (i > 0) throw new UserError(message('trial.presentFailed', {}));
        first = predicted;
      }
      const difference = accuracyGained(
        { labels, groups },
        first,
        predicted,
        names.length,
        rng.fork('resamples'),
      );
      trials.push({ ...trial, ...(i > 0 && { difference }) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      trials.push({ name: '', dimensions: 0, textsPerSecond: 0, trouble: error.problem });
    }
  }
  onProgress?.({
    what: message('progress.comparingEmbeddings', {}),
    step: embeddings.length,
    steps: embeddings.length,
  });
  return { trials, records: compares ? rows.length : 0 };
}

/**
 * Out-of-sample predictions of each record's label, at the C with the highest accuracy; −1 if there
 * is none.
 */
async function predictedOutOfSample(
  x: Matrix,
  labels: Int32Array,
  ops: MatrixOps,
  options: CrossFitOptions,
): Promise<Int32Array> {
  if (columnsOf(labels).learnt.length < 2) {
    throw new UserError(message('trial.oneLabel', {}));
  }
  const fits = await crossFit(x, labels, candidateCs, ops, options);
  const scored = fits.map((fit) => ({ fit, ...heldOutScores(fit, labels) }));
  scored.sort((a, b) => b.right - a.right || a.loss - b.loss);
  const { fit } = scored[0]!;
  const predicted = Int32Array.from(predictedLabels(fit.probabilities, fit.labels));
  fit.folds.forEach((fold, i) => fold === ALWAYS_TRAINED && (predicted[i] = -1));
  return predicted;
}

function accuracyGained(
  { labels, groups }: { readonly labels: Int32Array; readonly groups: Int32Array },
  first: Int32Array,
  second: Int32Array,
  classes: number,
  rng: Rng,
): Estimate {
  const tested = [...labels.keys()].filter((i) => first[i]! >= 0 && second[i]! >= 0);
  const of = (values: Int32Array): Int32Array => Int32Array.from(tested, (i) => values[i]!);
  const records = { truth: of(labels), groups: of(groups) };
  return compareHeads(records, of(first), of(second), classes, { rng }).accuracy;
}
