import { indicators, takeIndicators, type Indicators } from '../../core/heads/indicators.ts';
import { fitLogisticHead } from '../../core/heads/logisticHead.ts';
import type { WorkOptions } from '../../core/engine/engineApi.ts';
import { throwIfAborted } from '../../core/errors.ts';
import type { Matrix } from '../../core/math/matrix.ts';
import { predictedLabels } from '../../core/metrics/evaluate.ts';
import {
  expectedLabelParts,
  expectedSetParts,
  judgeHelping,
  labelParts,
  planHelping,
  type HelpingPlan,
  type HelpingResult,
} from '../../core/metrics/helping.ts';
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
import type { MeasuredHelping, HelpingParams } from '../../core/engine/evaluationApi.ts';
import { fitSetHead } from './setHead.ts';
import type { EvaluationServices } from './evaluationServices.ts';

/** Pool records on which the predictions of the heads are compared. */
const referenceSize = 500;

/** @see EngineApi.measureHelping */
export async function measureHelping(
  params: HelpingParams,
  services: EvaluationServices,
  { signal }: WorkOptions,
): Promise<MeasuredHelping> {
  const { start, random, active, labels: names, seed } = params;
  const { pool, embedding } = services;
  const { index } = pool.pool;
  const { embeddings } = embedding.current;
  const rng = new Rng(seed).fork('is it helping');
  const rowsOf = (training: TrainingSet): number[] => trainingRows(training, names, index).rows;
  const drawn = rowsOf(random);
  const arms = { start: rowsOf(start), random: drawn, active: rowsOf(active) };
  const groups = await nearGroups(drawn, pool);
  const groupOf = new Map(drawn.map((row, i) => [row, groups[i]!]));
  const plan = planHelping({
    ...arms,
    groupOf: (row) => groupOf.get(row)!,
    classes: names.length,
    rng,
  });
  if (plan.kind === 'cannotTell') {
    return { verdict: 'noDifferenceSeen', difference: 0, low: -1, high: 1, confidence: 0.95 };
  }
  const others = pool.candidates([...start.ids, ...random.ids, ...active.ids]);
  const reference = await embeddings.take(
    Int32Array.from(rng.sample(others.length, referenceSize), (at) => others[at]!).sort(),
  );
  const compared = {
    plan,
    groupOf,
    rows: [...arms.start, ...arms.random, ...arms.active],
    reference,
    take: (rows: ArrayLike<number>) => embeddings.take(rows),
    signal,
  };
  const results =
    start.task === 'multi'
      ? await resultsOf(await setLearner(params, services, reference, signal), compared)
      : await resultsOf(await labelLearner(params, services, signal), compared);
  return { ...judgeHelping(results, plan), confidence: 1 - plan.look.alpha };
}

/** Fits heads and compares their predictions. */
interface Learner<Said> {
  given(rows: ArrayLike<number>): Said;
  /** Fits a head on the given records. */
  fit(rows: ArrayLike<number>, x: Matrix): Promise<ComparedHead<Said>>;
  parts(truth: Said, predicted: Said): RatioParts;
}

interface ComparedHead<Said> {
  predict(x: Matrix): Promise<Said>;
  /** Scores predictions for these records by their expectation under this head's probabilities. */
  expects(x: Matrix): Promise<(predicted: Said) => RatioParts>;
}

interface Compared {
  readonly plan: Extract<HelpingPlan, { readonly kind: 'plan' }>;
  readonly groupOf: ReadonlyMap<number, number>;
  /** Rows of all arms. */
  readonly rows: readonly number[];
  readonly reference: Matrix;
  readonly take: (rows: ArrayLike<number>) => Promise<Matrix>;
  readonly signal: AbortSignal | undefined;
}

async function resultsOf<Said>(
  learner: Learner<Said>,
  { plan, groupOf, rows, reference, take, signal }: Compared,
): Promise<HelpingResult[]> {
  const fitted = async (on: ArrayLike<number>) => {
    throwIfAborted(signal);
    return learner.fit(on, await take(on));
  };
  const working = await fitted(rows);
  const [known, expects] = [await working.predict(reference), await working.expects(reference)];
  const results: HelpingResult[] = [];
  for (const { randomArm, activeArm, test } of plan.splits) {
    const x = await take(test);
    const said = async (on: ArrayLike<number>) => {
      const head = await fitted(on);
      return { test: await head.predict(x), reference: await head.predict(reference) };
    };
    const [byChance, byChoice] = [await said(randomArm), await said(activeArm)];
    const truth = learner.given(test);
    results.push({
      test,
      groups: Int32Array.from(test, (row) => groupOf.get(row)!),
      random: learner.parts(truth, byChance.test),
      active: learner.parts(truth, byChoice.test),
      reference: {
        random: learner.parts(known, byChance.reference),
        active: learner.parts(known, byChoice.reference),
      },
      expected: { random: expects(byChance.reference), active: expects(byChoice.reference) },
    });
  }
  return results;
}

async function labelLearner(
  { start, random, active, labels, c, prior, classWeight }: HelpingParams,
  { pool, embedding, ops }: EvaluationServices,
  signal: AbortSignal | undefined,
): Promise<Learner<Int32Array>> {
  const labelOf = new Map<number, number>();
  for (const training of [start, random, active]) {
    const { rows, answers } = singleRows(singleTraining(training), labels, pool.pool.index);
    rows.forEach((row, i) => labelOf.set(row, answers[i]!));
  }
  const given = (rows: ArrayLike<number>): Int32Array =>
    Int32Array.from(rows, (row) => labelOf.get(row)!);
  const options = { c, classWeight, prior: await labelPriorOf(prior, embedding, signal), signal };
  return {
    given,
    fit: async (rows, x) => {
      const { head } = await fitLogisticHead(x, given(rows), ops, options);
      return {
        predict: async (other) => predictedLabels(await head.predictProba(other), head.labels),
        async expects(other) {
          const p = await head.predictProba(other);
          return (predicted) => expectedLabelParts(p, head.labels, predicted);
        },
      };
    },
    parts: labelParts,
  };
}

async function setLearner(
  { start, random, active, labels, c, prior }: HelpingParams,
  { pool, embedding, ops }: EvaluationServices,
  unlabelled: Matrix,
  signal: AbortSignal | undefined,
): Promise<Learner<Indicators>> {
  const known = [start, random, active].map((training) =>
    multiRows(multiTraining(training), labels, pool.pool.index),
  );
  const rows = known.flatMap((one) => one.rows);
  const placeOf = new Map(rows.map((row, place) => [row, place]));
  const all = indicators(rows.length, labels.length);
  let from = 0;
  for (const { answers } of known) {
    all.data.set(answers.data, from);
    from += answers.data.length;
  }
  const given = (some: ArrayLike<number>): Indicators =>
    takeIndicators(
      all,
      Array.from(some, (row) => placeOf.get(row)!),
    );
  const words = await labelPriorOf(prior, embedding, signal);
  return {
    given,
    fit: async (some, x) => {
      const truth = given(some);
      const head = await fitSetHead({ x, truth, c, prior: words, unlabelled, signal }, ops);
      return {
        predict: (other) => head.predict(other),
        async expects(other) {
          const p = await head.predictProba(other);
          return (predicted) => expectedSetParts(p, head.labels, predicted);
        },
      };
    },
    parts: microF1Parts,
  };
}
