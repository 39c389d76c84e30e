import { fitLogisticHead } from '../../core/heads/logisticHead.ts';
import type { WorkOptions } from '../../core/engine/engineApi.ts';
import { throwIfAborted } from '../../core/errors.ts';
import { predictedLabels } from '../../core/metrics/evaluate.ts';
import { judgeHelping, planHelping, type HelpingResult } from '../../core/metrics/helping.ts';
import { Rng } from '../../core/rng.ts';
import { labelPriorOf } from '../model/labelPriors.ts';
import { singleTraining } from '../model/trainingRows.ts';
import { nearGroups } from '../pool/nearGroups.ts';
import type { TrainingSet } from '../../core/engine/modelApi.ts';
import type { ArmsVerdict, CompareArmsParams } from '../../core/engine/evaluationApi.ts';
import type { EvaluationServices } from './evaluationServices.ts';

/** Pool records on which the predictions of the heads are compared. */
const referenceSize = 500;

/** @see EngineApi.compareArms */
export async function compareArms(
  { start, random, active, labels: names, c, prior, classWeight, seed }: CompareArmsParams,
  { pool, embedding, ops }: EvaluationServices,
  { signal }: WorkOptions,
): Promise<ArmsVerdict> {
  const { index } = pool.pool;
  const { embeddings } = embedding.current;
  const rng = new Rng(seed).fork('is it helping');
  const given = new Map<number, number>();
  const rowsOf = (training: TrainingSet): number[] => {
    const { ids, answers } = singleTraining(training);
    return ids.flatMap((id, i) => {
      const row = index.rowOf(id);
      const label = names.indexOf(answers[i]!);
      if (row === undefined || label < 0) return [];
      given.set(row, label);
      return [row];
    });
  };
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
  const labelsOf = (rows: ArrayLike<number>): Int32Array =>
    Int32Array.from(rows, (row) => given.get(row)!);
  const labelPrior = await labelPriorOf(prior, embedding, signal);
  const headOn = async (rows: ArrayLike<number>) => {
    throwIfAborted(signal);
    const x = await embeddings.take(rows);
    const options = { c, classWeight, prior: labelPrior, signal };
    return (await fitLogisticHead(x, labelsOf(rows), ops, options)).head;
  };
  const others = pool.candidates([...start.ids, ...random.ids, ...active.ids]);
  const reference = Int32Array.from(
    rng.sample(others.length, referenceSize),
    (at) => others[at]!,
  ).sort();
  const referenceX = await embeddings.take(reference);
  const predictions = async (rows: ArrayLike<number>, test: ArrayLike<number>) => {
    const head = await headOn(rows);
    const saidOf = async (x: typeof referenceX) =>
      predictedLabels(await head.predictProba(x), head.labels);
    return {
      test: await saidOf(await embeddings.take(test)),
      reference: await saidOf(referenceX),
    };
  };
  const all = [...arms.start, ...arms.random, ...arms.active];
  const { reference: expected } = await predictions(all, []);
  const results: HelpingResult[] = [];
  for (const { randomArm, activeArm, test } of plan.splits) {
    const byChance = await predictions(randomArm, test);
    const byChoice = await predictions(activeArm, test);
    results.push({
      test,
      groups: Int32Array.from(test, (row) => groupOf.get(row)!),
      truth: labelsOf(test),
      randomPredicted: byChance.test,
      activePredicted: byChoice.test,
      reference: {
        expected,
        randomPredicted: byChance.reference,
        activePredicted: byChoice.reference,
      },
    });
  }
  return { ...judgeHelping(results, plan.look), confidence: 1 - plan.look.alpha };
}
