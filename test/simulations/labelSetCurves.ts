// Learning curves of heads on records with several labels: each head predicts a population that defines the
// truth.
import { builtInAcquisitions } from '../../src/core/acquisition/registry.ts';
import { decide } from '../../src/core/heads/expectedCount.ts';
import { takeIndicators, type Indicators } from '../../src/core/heads/indicators.ts';
import { takeRows } from '../../src/core/math/matrix.ts';
import type { MatrixOps } from '../../src/core/math/matrixOps.ts';
import {
  countOutcomes,
  microF1Of,
  outcomesOf,
  type RecordOutcome,
} from '../../src/core/metrics/labelOutcomes.ts';
import { roundInterval } from '../../src/core/metrics/learningCurve.ts';
import { parseStrategy } from '../../src/core/query/parseStrategy.ts';
import { hashString } from '../../src/core/rng.ts';
import { multiLabelTask } from '../../src/core/simulate/multiLabelTask.ts';
import { simulate } from '../../src/core/simulate/simulate.ts';
import type { SimulatedTask } from '../../src/core/simulate/learner.ts';
import type { SeveralLabelledRecords } from './comparisonPools.ts';

/** Rounds of one project, oldest first. */
export interface LabelSetCurve {
  /** Training labels of each round. */
  readonly labels: readonly number[];
  /** The predictions of each round's head for the population. */
  readonly predicted: readonly Indicators[];
  readonly outcomes: readonly (readonly RecordOutcome[])[];
  /** Each round's micro-F1 on the population. */
  readonly microF1: readonly number[];
  readonly truth: Indicators;
}

export interface CurveSettings {
  readonly strategy: string;
  readonly c: number;
  /** Training labels of the first and the last round. */
  readonly from: number;
  readonly to: number;
  readonly ops: MatrixOps;
}

/** The first records are the project's, the others its population. */
export async function labelSetCurve(
  { x, truth }: SeveralLabelledRecords,
  asked: number,
  { strategy, c, from, to, ops }: CurveSettings,
  seed: number,
): Promise<LabelSetCurve> {
  const part = (first: number, end: number) => {
    const rows = Array.from({ length: end - first }, (_, i) => first + i);
    return { x: takeRows(x, rows), labels: takeIndicators(truth, rows) };
  };
  const population = part(asked, x.rows);
  const labels: number[] = [];
  const predicted: Indicators[] = [];
  const plain = multiLabelTask('global');
  const task: SimulatedTask<Indicators, object> = {
    take: takeIndicators,
    fullData: () => Promise.reject(new Error('Not all labels are learnt here.')),
    learner(run) {
      const learner = plain.learner(run);
      return {
        async fit(labelled, rng) {
          const trained = await learner.fit(labelled, rng);
          const last = labels.at(-1);
          const isRound =
            last === undefined || labelled.length - last >= roundInterval(labelled.length);
          return {
            ...trained,
            async test() {
              if (!isRound) return {};
              const p = await trained.head.predictProba(population.x);
              const { thresholds } = trained.known.multiLabel!;
              labels.push(labelled.length);
              predicted.push(decide(p, trained.head.labels, thresholds, truth.labels));
              return {};
            },
          };
        },
      };
    },
  };
  await simulate({
    task,
    pool: part(0, asked),
    test: population,
    labelCount: truth.labels,
    strategy: parseStrategy({ strategy, explore: 0.1 }, builtInAcquisitions, undefined, 'multi'),
    seed,
    initial: from,
    initialOrder: 'random',
    batch: 20,
    budget: to,
    c,
    ops,
    idHash: (row) => hashString(String(row), seed),
    characters: () => 1,
    clock: () => 0,
    pause: () => Promise.resolve(),
  });
  const outcomes = predicted.map((own) => outcomesOf(population.labels, own));
  return {
    labels,
    predicted,
    outcomes,
    microF1: outcomes.map((own) => microF1Of(countOutcomes(own, truth.labels)) ?? 0),
    truth: population.labels,
  };
}
