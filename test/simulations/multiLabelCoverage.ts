// How often the intervals for several labels per record cover the pool's values: for the bench, and with few
// runs for the tests.
import { indicators, takeIndicators, type Indicators } from '../../src/core/heads/indicators.ts';
import { matrix, takeRows, type Matrix } from '../../src/core/math/matrix.ts';
import { FEW_RECORDS } from '../../src/core/metrics/classification.ts';
import { evaluateMultiHoldout } from '../../src/core/metrics/evaluateMulti.ts';
import type { Estimate } from '../../src/core/metrics/estimate.ts';
import { multiMetricNames } from '../../src/core/metrics/holdoutMetrics.ts';
import { meanOf } from '../../src/core/metrics/labelOutcomes.ts';
import { MultiLabelTest } from '../../src/core/metrics/multiLabel.ts';
import { Rng } from '../../src/core/rng.ts';

export type MultiMetric = (typeof multiMetricNames)[number];

/** A pool large enough to define the truth. */
export interface MultiLabelPool {
  readonly name: string;
  /** How often each label applies. */
  readonly shares: readonly number[];
  /** How far a label's mean logit is higher where it applies. */
  readonly skill: number;
  /** Records of a hold-out; groups of near-duplicates where the pool has them. */
  readonly heldOut: number;
  readonly grouped: boolean;
}

/** Shares from the commonest label to the rarest, in even steps of the logarithm. */
function shares(labels: number, most: number, least: number): number[] {
  return Array.from({ length: labels }, (_, j) => most * (least / most) ** (j / (labels - 1)));
}

const kinds = [
  { name: '6 labels of 40 to 10 %', shares: shares(6, 0.4, 0.1), skill: 2 },
  { name: '12 labels of 30 to 3 %', shares: shares(12, 0.3, 0.03), skill: 2 },
  { name: '12 labels of 30 to 3 %, good', shares: shares(12, 0.3, 0.03), skill: 5 },
  { name: '28 labels of 28 to .5 %', shares: shares(28, 0.28, 0.005), skill: 1.6 },
];

export const multiLabelPools: readonly MultiLabelPool[] = [100, 200, 400].flatMap((heldOut) =>
  [false, true].flatMap((grouped) => kinds.map((kind) => ({ ...kind, heldOut, grouped }))),
);

export interface MultiCoverage {
  /** Runs in which the metric was given. */
  told: number;
  covered: number;
  width: number;
}

interface Records {
  readonly groups: Int32Array;
  readonly truth: Indicators;
  readonly probabilities: Matrix;
}

/** Groups in a pool. */
const size = 8000;
const largest = 8;

/** Near-duplicates share their labels, and the head is mostly right about all of a group or about none. */
function draw({ shares: all, skill, grouped }: MultiLabelPool, rng: Rng): Records {
  const groups: number[] = [];
  const truth: number[] = [];
  const p: number[] = [];
  for (let group = 0; group < size; group++) {
    const own = all.map((share) => (rng.uniform() < share ? 1 : 0));
    const common = all.map(() => rng.normal());
    const copies = !grouped || rng.uniform() < 0.6 ? 1 : 2 + rng.integer(largest - 1);
    for (let copy = 0; copy < copies; copy++) {
      groups.push(group);
      for (const [j, share] of all.entries()) {
        truth.push(own[j]!);
        const logit = common[j]! + 0.3 * rng.normal() + skill * own[j]! + Math.log(share);
        p.push(1 / (1 + Math.exp(-logit)));
      }
    }
  }
  return {
    groups: Int32Array.from(groups),
    truth: indicators(groups.length, all.length, Int8Array.from(truth)),
    probabilities: matrix(groups.length, all.length, Float32Array.from(p)),
  };
}

/** Draws hold-outs and computes their 95 % intervals. */
export function multiLabelCoverage(
  pool: MultiLabelPool,
  runs: number,
  seed: number,
  resamples = 300,
): Record<MultiMetric, MultiCoverage> {
  const rng = new Rng(seed);
  const all = draw(pool, rng);
  const headLabels = [...pool.shares.keys()];
  // The threshold predicts as many labels as apply.
  const applies = all.truth.data.reduce((sum, value) => sum + value, 0);
  const threshold = Float32Array.from(all.probabilities.data).sort().at(-applies)!;
  const predictedOf = (p: Matrix): Indicators =>
    indicators(
      p.rows,
      p.cols,
      Int8Array.from(p.data, (value) => (value >= threshold ? 1 : 0)),
    );
  const { probabilities, truth } = all;
  const everything = { probabilities, truth, headLabels, predicted: predictedOf(probabilities) };
  const whole = new MultiLabelTest(everything);
  const population = whole.scores();
  const { averagePrecision } = whole.measures();
  const firsts = new Int32Array(size + 1).fill(all.groups.length);
  all.groups.forEach((group, row) => (firsts[group] = Math.min(firsts[group]!, row)));
  const tally = { told: 0, covered: 0, width: 0 };
  const counted: Record<MultiMetric, MultiCoverage> = {
    microF1: { ...tally },
    macroF1: { ...tally },
    macroAp: { ...tally },
    subsetAccuracy: { ...tally },
  };
  for (let run = 0; run < runs; run++) {
    const rows = Array.from(rng.sample(size, pool.heldOut)).flatMap((group) =>
      Array.from({ length: firsts[group + 1]! - firsts[group]! }, (_, i) => firsts[group]! + i),
    );
    const p = takeRows(probabilities, rows);
    const metrics = evaluateMultiHoldout({
      probabilities: p,
      headLabels,
      predicted: predictedOf(p),
      truth: takeIndicators(truth, rows),
      ...(pool.grouped && { groups: Int32Array.from(rows, (row) => all.groups[row]!) }),
      labelNames: headLabels.map(String),
      seed: run,
      resamples,
    });
    // Average precision is reported only for labels with enough positives; the pool's value averages the same
    // labels.
    const ranked = metrics.perLabel.flatMap(({ label, positives }) =>
      positives >= FEW_RECORDS ? [averagePrecision[label]!] : [],
    );
    const truths = { ...population, macroAp: meanOf(ranked) };
    for (const metric of multiMetricNames) {
      const told = metrics[metric];
      if (told.value === null) continue;
      counted[metric].told++;
      counted[metric].width += told.high - told.low;
      if (holds(told, truths[metric]!)) counted[metric].covered++;
    }
  }
  return counted;
}

function holds({ low, high }: Estimate, value: number): boolean {
  return low <= value && value <= high;
}
