import { indicators, takeIndicators, type Indicators } from '../../core/heads/indicators.ts';
import { fitLogisticHead } from '../../core/heads/logisticHead.ts';
import type { WorkOptions } from '../../core/engine/engineApi.ts';
import { throwIfAborted } from '../../core/errors.ts';
import type { Matrix } from '../../core/math/matrix.ts';
import { predictedLabels } from '../../core/metrics/evaluate.ts';
import {
  expectedLabelParts,
  expectedSetParts,
  evaluateStrategyComparison,
  labelParts,
  planStrategyComparison,
  type StrategyComparisonPlan,
  type SplitResult,
} from '../../core/metrics/strategyComparison.ts';
import { microF1Parts, type RatioParts } from '../../core/metrics/labelOutcomes.ts';
import { Rng } from '../../core/rng.ts';
import { labelPriorOf } from '../model/labelPriors.ts';
import {
  multiRows,
  multiTraining,
  singleRows,
  singleTraining,
  trainingRows,
} from '../model/trainingRows.ts';
import { nearGroups } from './nearGroups.ts';
import type { TrainingSet } from '../../core/engine/modelApi.ts';
import type {
  StrategyComparisonResult,
  StrategyComparisonParams,
} from '../../core/engine/evaluationApi.ts';
import { fitSetHead } from './setHead.ts';
import type { EvaluationServices } from './evaluationServices.ts';

/** Pool records on which the predictions of the heads are compared. */
const referenceSize = 500;

/** @see EngineApi.compareStrategyWithRandom */
export async function compareStrategyWithRandom(
  params: StrategyComparisonParams,
  services: EvaluationServices,
  { signal }: WorkOptions,
): Promise<StrategyComparisonResult> {
  const { start, random, active, labels: names, seed } = params;
  const { pool, embedding } = services;
  const { index } = pool.pool;
  const { embeddings } = embedding.current;
  const rng = new Rng(seed).fork('is it helping');
  const rowsOf = (training: TrainingSet): number[] => trainingRows(training, names, index).rows;
  const arms = { start: rowsOf(start), random: rowsOf(random), active: rowsOf(active) };
  const groups = await nearGroups(arms.random, pool);
  const groupOf = new Map(arms.random.map((row, i) => [row, groups[i]!]));
  const plan = planStrategyComparison({
    ...arms,
    groupOf: (row) => groupOf.get(row)!,
    classes: names.length,
    rng,
  });
  if (plan.kind === 'cannotTell') {
    return { verdict: 'noDifferenceSeen', difference: 0, low: -1, high: 1, confidence: 0.95 };
  }
  const unlabelled = pool.candidates([...start.ids, ...random.ids, ...active.ids]);
  const reference = await embeddings.take(
    Int32Array.from(rng.sample(unlabelled.length, referenceSize), (i) => unlabelled[i]!).sort(),
  );
  const comparison = {
    plan,
    groupOf,
    rows: [...arms.start, ...arms.random, ...arms.active],
    reference,
    take: (rows: ArrayLike<number>) => embeddings.take(rows),
    signal,
  };
  const results =
    start.task === 'multi'
      ? await resultsOf(await multiLabelLearner(params, services, reference, signal), comparison)
      : await resultsOf(await singleLabelLearner(params, services, signal), comparison);
  return { ...evaluateStrategyComparison(results, plan), confidence: 1 - plan.look.alpha };
}

/** Fits heads and compares their predictions. */
interface Learner<Labels> {
  /** The answers of the given records. */
  answers(rows: ArrayLike<number>): Labels;
  /** Fits a head on the given records. */
  fit(rows: ArrayLike<number>, x: Matrix): Promise<ComparedHead<Labels>>;
  parts(truth: Labels, predicted: Labels): RatioParts;
}

interface ComparedHead<Labels> {
  predict(x: Matrix): Promise<Labels>;
  /** Scores predictions for these records by their expectation under this head's probabilities. */
  expectedParts(x: Matrix): Promise<(predicted: Labels) => RatioParts>;
}

interface Comparison {
  readonly plan: Extract<StrategyComparisonPlan, { readonly kind: 'plan' }>;
  readonly groupOf: ReadonlyMap<number, number>;
  /** Rows of all arms. */
  readonly rows: readonly number[];
  readonly reference: Matrix;
  readonly take: (rows: ArrayLike<number>) => Promise<Matrix>;
  readonly signal: AbortSignal | undefined;
}

async function resultsOf<Labels>(
  learner: Learner<Labels>,
  { plan, groupOf, rows, reference, take, signal }: Comparison,
): Promise<SplitResult[]> {
  const fit = async (training: ArrayLike<number>) => {
    throwIfAborted(signal);
    return learner.fit(training, await take(training));
  };
  const working = await fit(rows);
  const predicted = await working.predict(reference);
  const expectedParts = await working.expectedParts(reference);
  const results: SplitResult[] = [];
  for (const { randomArm, activeArm, test } of plan.splits) {
    const x = await take(test);
    const predictions = async (training: ArrayLike<number>) => {
      const head = await fit(training);
      return { test: await head.predict(x), reference: await head.predict(reference) };
    };
    const [random, active] = [await predictions(randomArm), await predictions(activeArm)];
    const truth = learner.answers(test);
    results.push({
      test,
      groups: Int32Array.from(test, (row) => groupOf.get(row)!),
      random: learner.parts(truth, random.test),
      active: learner.parts(truth, active.test),
      reference: {
        random: learner.parts(predicted, random.reference),
        active: learner.parts(predicted, active.reference),
      },
      expected: {
        random: expectedParts(random.reference),
        active: expectedParts(active.reference),
      },
    });
  }
  return results;
}

async function singleLabelLearner(
  { start, random, active, labels, c, prior, classWeight }: StrategyComparisonParams,
  { pool, embedding, ops }: EvaluationServices,
  signal: AbortSignal | undefined,
): Promise<Learner<Int32Array>> {
  const labelOf = new Map<number, number>();
  for (const training of [start, random, active]) {
    const labelled = singleRows(singleTraining(training), labels, pool.pool.index);
    labelled.rows.forEach((row, i) => labelOf.set(row, labelled.answers[i]!));
  }
  const answers = (rows: ArrayLike<number>): Int32Array =>
    Int32Array.from(rows, (row) => labelOf.get(row)!);
  const options = { c, classWeight, prior: await labelPriorOf(prior, embedding, signal), signal };
  return {
    answers,
    fit: async (rows, x) => {
      const { head } = await fitLogisticHead(x, answers(rows), ops, options);
      return {
        predict: async (other) => predictedLabels(await head.predictProba(other), head.labels),
        async expectedParts(other) {
          const p = await head.predictProba(other);
          return (predicted) => expectedLabelParts(p, head.labels, predicted);
        },
      };
    },
    parts: labelParts,
  };
}

async function multiLabelLearner(
  { start, random, active, labels, c, prior }: StrategyComparisonParams,
  { pool, embedding, ops }: EvaluationServices,
  unlabelled: Matrix,
  signal: AbortSignal | undefined,
): Promise<Learner<Indicators>> {
  const labelled = [start, random, active].map((training) =>
    multiRows(multiTraining(training), labels, pool.pool.index),
  );
  const labelledRows = labelled.flatMap(({ rows }) => rows);
  const indexOf = new Map(labelledRows.map((row, i) => [row, i]));
  const all = indicators(labelledRows.length, labels.length);
  let offset = 0;
  for (const { answers: judgements } of labelled) {
    all.data.set(judgements.data, offset);
    offset += judgements.data.length;
  }
  const answers = (rows: ArrayLike<number>): Indicators =>
    takeIndicators(
      all,
      Array.from(rows, (row) => indexOf.get(row)!),
    );
  const labelPrior = await labelPriorOf(prior, embedding, signal);
  return {
    answers,
    fit: async (rows, x) => {
      const truth = answers(rows);
      const head = await fitSetHead({ x, truth, c, prior: labelPrior, unlabelled, signal }, ops);
      return {
        predict: (other) => head.predict(other),
        async expectedParts(other) {
          const p = await head.predictProba(other);
          return (predicted) => expectedSetParts(p, head.labels, predicted);
        },
      };
    },
    parts: microF1Parts,
  };
}
