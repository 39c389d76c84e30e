import { message } from '../../core/messages/messages.ts';
import { formatEmbedding, weighed } from '../../core/embed/blocks.ts';
import { UserError, throwIfAborted } from '../../core/errors.ts';
import { candidateCs } from '../../core/heads/chooseC.ts';
import {
  crossFit,
  oneVsRestCrossFits,
  type CrossFit,
  type CrossFitOptions,
} from '../../core/heads/crossFit.ts';
import { decide, ExpectedCount } from '../../core/heads/expectedCount.ts';
import {
  canLearn,
  heldOutLabelScores,
  heldOutScores,
  isMultiLabel,
} from '../../core/heads/heldOutScores.ts';
import { takeIndicators, type Indicators } from '../../core/heads/indicators.ts';
import { ALWAYS_TRAINED } from '../../core/heads/stratifiedFolds.ts';
import type { WorkOptions } from '../../core/engine/engineApi.ts';
import type { Matrix } from '../../core/math/matrix.ts';
import type { MatrixOps } from '../../core/math/matrixOps.ts';
import type { Estimate } from '../../core/metrics/estimate.ts';
import { predictedLabels } from '../../core/metrics/evaluate.ts';
import { compareLabelSets } from '../../core/metrics/pairedLabelTests.ts';
import { compareHeads } from '../../core/metrics/pairedTests.ts';
import { Rng } from '../../core/rng.ts';
import { requestedBlocks } from '../embedding/openBlock.ts';
import { trainingRows } from '../model/trainingRows.ts';
import { nearGroups } from './nearGroups.ts';
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
  const labelled = trainingRows(training, names, index);
  const hasAnswers = labelled.rows.length > 0;
  // Indices into the labelled records; pool rows if only speed is measured.
  const rowAt = (position: number): number => (hasAnswers ? labelled.rows[position]! : position);
  const [available, limit] = hasAnswers
    ? [labelled.rows.length, maxRecords]
    : [index.size, speedRecords];
  const positions = Array.from(rng.sample(available, Math.min(limit, available)));
  positions.sort((a, b) => rowAt(a) - rowAt(b));
  const rows = positions.map(rowAt);
  const texts = (await pool.pool.read(rows)).map(({ text }) => text);
  // Near-duplicates must share a fold.
  const groups = hasAnswers ? await nearGroups(rows, pool) : new Int32Array();
  const options = { folds: 5, classWeight, signal };
  const answers = hasAnswers ? selectAnswers(labelled.answers, positions) : undefined;
  let first: TestedLabels | undefined;
  const trials: EmbeddingTrial[] = [];
  const foldSeed = rng.fork('folds').uint32();
  const work = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
  for (const [i, candidate] of embeddings.entries()) {
    const description = formatEmbedding(candidate.embedding);
    const what = message('progress.tryingEmbedding', { embedding: description });
    onProgress?.({ what, step: i, steps: embeddings.length });
    throwIfAborted(signal);
    try {
      const params = { ...embed, ...candidate };
      const { vectors, name, textsPerSecond, problems } = await trialVectors(
        weighed(requestedBlocks(params)),
        { rows, texts },
        (block) => embedding.open(block, params, work),
        signal,
      );
      const problem = problems.length > 0 && {
        problem: message('vectors.problems', { problems }),
      };
      const trial = { name, dimensions: vectors.cols, textsPerSecond, ...problem };
      if (!answers) {
        trials.push(trial);
        continue;
      }
      // The same folds for all embeddings.
      const foldOptions = { ...options, rng: new Rng(foldSeed) };
      const predicted = await predictedOutOfSample(vectors, answers, ops, foldOptions);
      if (!first) {
        if (i > 0) throw new UserError(message('trial.presentFailed', {}));
        first = predicted;
      }
      const resamples = rng.fork('resamples');
      const difference = improvement(
        { answers, groups },
        first,
        predicted,
        names.length,
        resamples,
      );
      const metric = isMultiLabel(answers) && { metric: 'microF1' as const };
      trials.push({ ...trial, ...(i > 0 && { difference, ...metric }) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      trials.push({ name: '', dimensions: 0, textsPerSecond: 0, error: error.problem });
    }
  }
  onProgress?.({
    what: message('progress.comparingEmbeddings', {}),
    step: embeddings.length,
    steps: embeddings.length,
  });
  return { trials, records: hasAnswers ? rows.length : 0 };
}

function selectAnswers(answers: Int32Array | Indicators, positions: readonly number[]): Labels {
  return isMultiLabel(answers)
    ? takeIndicators(answers, positions)
    : Int32Array.from(positions, (position) => answers[position]!);
}

type Labels = Int32Array | Indicators;

/** Out-of-sample predictions. */
interface TestedLabels {
  readonly labels: Labels;
  /** Whether each record has one. */
  readonly tested: readonly boolean[];
}

/** At the C with the highest accuracy; for several labels, with the lowest log-loss. */
async function predictedOutOfSample(
  x: Matrix,
  answers: Labels,
  ops: MatrixOps,
  options: CrossFitOptions,
): Promise<TestedLabels> {
  if (!canLearn(answers)) throw new UserError(message('trial.oneLabel', {}));
  const testedIn = ({ folds }: CrossFit): boolean[] =>
    Array.from(folds, (fold) => fold !== ALWAYS_TRAINED);
  if (isMultiLabel(answers)) {
    const fitAt = await oneVsRestCrossFits(x, answers, ops, options);
    const fits = [];
    for (const c of candidateCs) fits.push(await fitAt(c));
    const { fit } = fits
      .map((candidateFit) => ({ fit: candidateFit, ...heldOutLabelScores(candidateFit, answers) }))
      .sort((a, b) => a.loss - b.loss)[0]!;
    const expectedCount = new ExpectedCount(fit.labels.length);
    expectedCount.add(fit.probabilities);
    const thresholds = expectedCount.thresholds('global');
    const labels = decide(fit.probabilities, fit.labels, thresholds, answers.labels);
    return { labels, tested: testedIn(fit) };
  }
  const fits = await crossFit(x, answers, candidateCs, ops, options);
  const scored = fits.map((fit) => ({ fit, ...heldOutScores(fit, answers) }));
  scored.sort((a, b) => b.right - a.right || a.loss - b.loss);
  const { fit } = scored[0]!;
  return { labels: predictedLabels(fit.probabilities, fit.labels), tested: testedIn(fit) };
}

/** Accuracy, or micro-F1 for several labels: second minus first. */
function improvement(
  { answers, groups }: { readonly answers: Labels; readonly groups: Int32Array },
  first: TestedLabels,
  second: TestedLabels,
  classes: number,
  rng: Rng,
): Estimate {
  const tested = [...groups.keys()].filter((i) => first.tested[i] && second.tested[i]);
  const testedGroups = Int32Array.from(tested, (i) => groups[i]!);
  const [truth, firstLabels, secondLabels] = [answers, first.labels, second.labels].map((labels) =>
    selectAnswers(labels, tested),
  ) as [Labels, Labels, Labels];
  if (isMultiLabel(truth) && isMultiLabel(firstLabels) && isMultiLabel(secondLabels)) {
    const sets = { truth, first: firstLabels, second: secondLabels, groups: testedGroups };
    return compareLabelSets(sets, { rng }).microF1 ?? noDifference;
  }
  const records = { truth: truth as Int32Array, groups: testedGroups };
  const pair = [firstLabels as Int32Array, secondLabels as Int32Array] as const;
  return compareHeads(records, ...pair, classes, { rng }).accuracy;
}

/** No label applies or is predicted, so micro-F1 is undefined for both. */
const noDifference: Estimate = { value: 0, low: 0, high: 0, approximate: true };
