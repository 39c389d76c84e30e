// Pools of labelled records for the comparison with random picks, with one label and with several labels a
// record.
import { acquisitionScorer } from '../../src/core/query/strategies/acquisitionScorer.ts';
import { builtInAcquisitions } from '../../src/core/acquisition/registry.ts';
import { ExpectedCount } from '../../src/core/heads/expectedCount.ts';
import { takeIndicators, type Indicators } from '../../src/core/heads/indicators.ts';
import { fitLogisticHead } from '../../src/core/heads/logisticHead.ts';
import { fitOneVsRestHead } from '../../src/core/heads/oneVsRestHead.ts';
import { matrix, takeRows, type Matrix } from '../../src/core/math/matrix.ts';
import { typeScriptOps, type MatrixOps } from '../../src/core/math/matrixOps.ts';
import { predictedLabels } from '../../src/core/metrics/evaluate.ts';
import {
  expectedLabelParts,
  expectedSetParts,
  labelParts,
} from '../../src/core/metrics/strategyComparison.ts';
import {
  countOutcomes,
  microF1Of,
  microF1Parts,
  outcomesOf,
  type RatioParts,
} from '../../src/core/metrics/labelOutcomes.ts';
import { Rng } from '../../src/core/rng.ts';
import { fitSetHead } from '../../src/engine/evaluation/setHead.ts';

/** A head's predictions for the given records. */
export type ComparisonHead<Labels> = (rows: ArrayLike<number>) => Promise<Labels>;

export interface ComparisonPool<Labels> {
  readonly records: number;
  /** Size of the label set. */
  readonly labels: number;
  /** The true labels of the given records. */
  truth(rows: ArrayLike<number>): Labels;
  /** @param unlabelled records whose expected label counts set the thresholds, if the task has thresholds */
  fit(training: ArrayLike<number>, unlabelled: ArrayLike<number>): Promise<ComparisonHead<Labels>>;
  parts(truth: Labels, predicted: Labels): RatioParts;
  /** The parts that a head on `training` expects for predictions of the given records. */
  expects(
    training: ArrayLike<number>,
    rows: ArrayLike<number>,
  ): Promise<(predicted: Labels) => RatioParts>;
  /** Accuracy or micro-F1 on `test` of a head on `training`. */
  quality(training: ArrayLike<number>, test: Int32Array): Promise<number>;
  /** The candidates in the strategy's order, best first. */
  ranked(training: ArrayLike<number>, candidates: Int32Array): Promise<number[]>;
}

/** Random unit vectors. */
export function unitVectors(records: number, dimensions: number, rng: Rng): Matrix {
  const x = matrix(records, dimensions);
  for (let i = 0; i < records; i++) {
    const row = x.data.subarray(i * dimensions, (i + 1) * dimensions);
    let length = 0;
    for (let k = 0; k < dimensions; k++) length += (row[k] = rng.normal()) ** 2;
    for (let k = 0; k < dimensions; k++) row[k]! /= Math.sqrt(length);
  }
  return x;
}

/** Indices of the values, highest value first. */
const highestFirst = (values: ArrayLike<number>): number[] =>
  Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[b]! - values[a]!);

const oneLabel = { records: 2400, dimensions: 20, noise: 0.05 };

/**
 * Two labels, divided by a plane across unit vectors: the best case for the margin strategy, whose area under
 * the curve exceeds that of random picks by about .045.
 * @param edge distance of the plane in standard deviations of a coordinate: at 1.45 it cuts off 15 %
 */
export function oneLabelPool(rng: Rng, edge = 0.1): ComparisonPool<Int32Array> {
  const { records, dimensions, noise } = oneLabel;
  const x = matrix(records, dimensions);
  const labels = new Int32Array(records);
  for (let i = 0; i < records; i++) {
    x.data.set(unitVectors(1, dimensions, rng).data, i * dimensions);
    const row = x.data.subarray(i * dimensions, (i + 1) * dimensions);
    const side = row[0]! + row[1]! > edge / Math.sqrt(dimensions) ? 1 : 0;
    labels[i] = rng.uniform() < noise ? 1 - side : side;
  }
  const truth = (rows: ArrayLike<number>): Int32Array =>
    Int32Array.from(rows, (row) => labels[row]!);
  const headOn = async (rows: ArrayLike<number>) => {
    const options = { c: 30, classWeight: 'none' as const };
    return (await fitLogisticHead(takeRows(x, rows), truth(rows), typeScriptOps, options)).head;
  };
  const fit = async (training: ArrayLike<number>): Promise<ComparisonHead<Int32Array>> => {
    const head = await headOn(training);
    return async (rows) => predictedLabels(await head.predictProba(takeRows(x, rows)), head.labels);
  };
  return {
    records,
    labels: 2,
    truth,
    fit,
    parts: labelParts,
    async expects(training, rows) {
      const head = await headOn(training);
      const p = await head.predictProba(takeRows(x, rows));
      return (predicted) => expectedLabelParts(p, head.labels, predicted);
    },
    async quality(training, test) {
      const predicted = await (await fit(training))(test);
      return predicted.filter((label, i) => label === labels[test[i]!]).length / test.length;
    },
    async ranked(training, candidates) {
      const p = await (await headOn(training)).predictProba(takeRows(x, candidates));
      const closeness = Float64Array.from(
        candidates,
        (_, i) => -Math.abs(p.data[2 * i]! - p.data[2 * i + 1]!),
      );
      return highestFirst(closeness).map((i) => candidates[i]!);
    },
  };
}

export interface SeveralLabelledRecords {
  readonly x: Matrix;
  readonly truth: Indicators;
}

interface SetsLearner {
  readonly c: number;
  /** An acquisition function for independent labels. */
  readonly strategy: string;
  readonly ops?: MatrixOps;
}

/** Records with several labels each, with one threshold for all labels. */
export function multiLabelPool(
  { x, truth: indicators }: SeveralLabelledRecords,
  { c, strategy, ops = typeScriptOps }: SetsLearner,
): ComparisonPool<Indicators> {
  const truth = (rows: ArrayLike<number>): Indicators => takeIndicators(indicators, rows);
  const fit = async (
    training: ArrayLike<number>,
    unlabelled: ArrayLike<number>,
  ): Promise<ComparisonHead<Indicators>> => {
    const params = { x: takeRows(x, training), truth: truth(training), c };
    const head = await fitSetHead({ ...params, unlabelled: takeRows(x, unlabelled) }, ops);
    return (rows) => head.predict(takeRows(x, rows));
  };
  return {
    records: x.rows,
    labels: indicators.labels,
    truth,
    fit,
    parts: microF1Parts,
    async expects(training, rows) {
      const { head } = await fitOneVsRestHead(takeRows(x, training), truth(training), ops, { c });
      const p = await head.predictProba(takeRows(x, rows));
      return (predicted) => expectedSetParts(p, head.labels, predicted);
    },
    async quality(training, test) {
      const head = await fit(training, test);
      const outcomes = outcomesOf(truth(test), await head(test));
      return microF1Of(countOutcomes(outcomes, indicators.labels)) ?? 0;
    },
    async ranked(training, candidates) {
      const labelled = Int32Array.from(training);
      const judged = truth(labelled);
      const { head } = await fitOneVsRestHead(takeRows(x, labelled), judged, ops, { c });
      const counted = new ExpectedCount(head.classes);
      counted.add(await head.predictProba(takeRows(x, candidates)));
      const thresholds = counted.thresholds('global');
      const { scores } = await acquisitionScorer(builtInAcquisitions.get(strategy)).score({
        embeddings: { size: x.rows, dimensions: x.cols, all: () => x, block: none, take: none },
        candidates,
        labelledRows: labelled,
        labels: new Int32Array(),
        multiLabel: { truth: judged, thresholds },
        labelCount: indicators.labels,
        columns: head.labels,
        ops,
        rng: new Rng(1),
        idHash: (row) => row,
        probabilities: (rows) => head.predictProba(takeRows(x, rows)),
      });
      return highestFirst(scores).map((i) => candidates[i]!);
    },
  };
}

const none = (): Promise<never> => Promise.reject(new RangeError('This reads no vectors.'));

/** Parameters of generated records with several labels each. */
export interface GeneratedSets {
  readonly records: number;
  readonly dimensions: number;
  /** How often each label applies. */
  readonly shares: readonly number[];
  /** Share of a label's records that lack it by mistake; as many other records have it by mistake. */
  readonly noise: number;
  /** Correlation of the labels' directions, 0 … 1. */
  readonly alike?: number;
}

/** Records with which threshold-margin gains about .05 in area over random picks. */
export const helpfulSets: GeneratedSets = {
  records: 2400,
  dimensions: 20,
  shares: [0.35, 0.29, 0.24, 0.19, 0.14],
  noise: 0.05,
  alike: 0.9,
};

/** Rare labels: most test records have none. */
export const rareSets: GeneratedSets = {
  records: 2400,
  dimensions: 12,
  shares: [0.05, 0.05, 0.05, 0.05],
  noise: 0.02,
};

/** Random unit vectors; each label applies beyond a plane of its own. */
export function generatedSets(
  { records, dimensions, shares, noise, alike = 0 }: GeneratedSets,
  rng: Rng,
): SeveralLabelledRecords {
  const x = unitVectors(records, dimensions, rng);
  const labels = shares.length;
  const truth = { rows: records, labels, data: new Int8Array(records * labels) };
  const { data: common } = unitVectors(1, dimensions, rng);
  for (const [j, share] of shares.entries()) {
    const { data: own } = unitVectors(1, dimensions, rng);
    const normal = own.map(
      (value, k) => Math.sqrt(1 - alike) * value + Math.sqrt(alike) * common[k]!,
    );
    const heights = Float64Array.from({ length: records }, (_, i) => {
      let height = 0;
      for (let k = 0; k < dimensions; k++) height += normal[k]! * x.data[i * dimensions + k]!;
      return height;
    });
    const edge = heights.toSorted()[Math.floor((1 - share) * records)]!;
    for (let i = 0; i < records; i++) {
      const applies = heights[i]! >= edge;
      // As many labels are dropped as are added.
      const wrong = rng.uniform() < (applies ? noise : (noise * share) / (1 - share));
      truth.data[i * labels + j] = Number(wrong ? !applies : applies);
    }
  }
  return { x, truth };
}
