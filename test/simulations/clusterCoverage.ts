// How often intervals cover the pool's values if the hold-out contains groups of near-duplicates: for the
// bench, and with few runs for the tests.
import { matrix, type Matrix } from '../../src/core/math/matrix.ts';
import { confusionMatrix, macroF1 } from '../../src/core/metrics/classification.ts';
import { evaluateHoldout, predictedLabels } from '../../src/core/metrics/evaluate.ts';
import { compareHeads } from '../../src/core/metrics/pairedTests.ts';
import { meanAuc, oneVsRestRankings } from '../../src/core/metrics/rocAuc.ts';
import { Rng } from '../../src/core/rng.ts';

const classes = 3;
const labels = [0, 1, 2];
/** Number of groups in a hold-out, and in the pool that defines the truth. */
const heldOut = 120;
const pool = 6000;
const largest = 8;

export const clusterMetrics = [
  'accuracy',
  'macroF1',
  'rocAuc',
  'accuracyDifference',
  'macroF1Difference',
] as const;
export type ClusterMetric = (typeof clusterMetrics)[number];

/** Records, ordered by group, with the predictions of two heads. */
interface Records {
  readonly groups: Int32Array;
  readonly truth: Int32Array;
  readonly heads: readonly [Matrix, Matrix];
}

/** Near-duplicates share a label, and a head is mostly right about all of a group or about none. */
function draw(groups: number, rng: Rng): Records {
  const rows: { group: number; truth: number; p: [number[], number[]] }[] = [];
  for (let group = 0; group < groups; group++) {
    const truth = rng.uniform() < 0.5 ? 0 : 1 + rng.integer(2);
    const common = labels.map(() => rng.normal());
    // Most records have no copies, a few have many.
    const copies = rng.uniform() < 0.6 ? 1 : 2 + rng.integer(largest - 1);
    for (let copy = 0; copy < copies; copy++) {
      const scores = (skill: number): number[] => {
        const powers = labels.map((label) =>
          Math.exp(common[label]! + 0.3 * rng.normal() + (label === truth ? skill : 0)),
        );
        const all = powers.reduce((sum, power) => sum + power, 0);
        return powers.map((power) => power / all);
      };
      rows.push({ group, truth, p: [scores(1), scores(1.4)] });
    }
  }
  const head = (which: 0 | 1): Matrix =>
    matrix(rows.length, classes, Float32Array.from(rows.flatMap(({ p }) => p[which])));
  return {
    groups: Int32Array.from(rows, ({ group }) => group),
    truth: Int32Array.from(rows, ({ truth }) => truth),
    heads: [head(0), head(1)],
  };
}

function valuesOf({ truth, heads }: Records): Record<ClusterMetric, number> {
  const [first, second] = heads.map((p) => {
    const cells = confusionMatrix(truth, predictedLabels(p, labels), classes).weights;
    const right = labels.reduce((sum, label) => sum + cells[label * classes + label]!, 0);
    return { accuracy: right / truth.length, macroF1: macroF1(cells, classes)! };
  });
  return {
    accuracy: first!.accuracy,
    macroF1: first!.macroF1,
    rocAuc: meanAuc(oneVsRestRankings(heads[0], labels, truth, classes))!,
    accuracyDifference: second!.accuracy - first!.accuracy,
    macroF1Difference: second!.macroF1 - first!.macroF1,
  };
}

/**
 * Draws hold-outs of 120 groups from a pool of 6,000.
 * @param grouped whether the intervals are told which records are near-duplicates
 * @returns how many of `runs` 95 % intervals cover the pool's value, by metric
 */
export function clusterCoverage(
  runs: number,
  seed: number,
  grouped: boolean,
): Record<ClusterMetric, number> {
  const rng = new Rng(seed);
  const everything = draw(pool, rng);
  const truths = valuesOf(everything);
  const covered = Object.fromEntries(clusterMetrics.map((metric) => [metric, 0]));
  const firsts = new Map<number, number>();
  everything.groups.forEach((group, row) => {
    if (!firsts.has(group)) firsts.set(group, row);
  });
  for (let run = 0; run < runs; run++) {
    const rows = Array.from(rng.sample(pool, heldOut)).flatMap((group) => {
      const first = firsts.get(group)!;
      const end = firsts.get(group + 1) ?? everything.groups.length;
      return Array.from({ length: end - first }, (_, i) => first + i);
    });
    const taken = (p: Matrix): Matrix =>
      matrix(
        rows.length,
        classes,
        Float32Array.from(
          rows.flatMap((row) => [...p.data.subarray(row * classes, (row + 1) * classes)]),
        ),
      );
    const truth = Int32Array.from(rows, (row) => everything.truth[row]!);
    const groups = grouped
      ? { groups: Int32Array.from(rows, (row) => everything.groups[row]!) }
      : {};
    const heads = everything.heads.map(taken);
    const told = evaluateHoldout({
      probabilities: heads[0]!,
      headLabels: labels,
      truth,
      ...groups,
      labelNames: ['a', 'b', 'c'],
      seed: run,
    });
    const [first, second] = heads.map((p) => predictedLabels(p, labels));
    const pair = compareHeads({ truth, ...groups }, first!, second!, classes, {
      rng: rng.fork('pair'),
    });
    const intervals = {
      accuracy: told.accuracy,
      macroF1: told.macroF1,
      rocAuc: told.rocAuc,
      accuracyDifference: pair.accuracy,
      macroF1Difference: pair.macroF1,
    };
    for (const metric of clusterMetrics) {
      const interval = intervals[metric];
      if (interval.value === null) throw new Error(`${metric} was not told`);
      if (interval.low <= truths[metric] && truths[metric] <= interval.high) covered[metric]!++;
    }
  }
  return covered as Record<ClusterMetric, number>;
}
