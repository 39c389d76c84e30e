// How often intervals of per-label F1 cover the population's value: for the bench, and with few runs for the
// tests.
import { indicators, takeIndicators, type Indicators } from '../../src/core/heads/indicators.ts';
import { FEW_RECORDS } from '../../src/core/metrics/classification.ts';
import { labelF1Interval } from '../../src/core/metrics/f1Intervals.ts';
import { percentileInterval } from '../../src/core/metrics/intervals.ts';
import {
  countOutcomes,
  f1Of,
  f1PerLabel,
  outcomesOf,
} from '../../src/core/metrics/labelOutcomes.ts';
import { multinomial } from '../../src/core/metrics/multinomial.ts';
import { compareLabels } from '../../src/core/metrics/pairedLabelTests.ts';
import { compareSetsOnStopSet } from '../../src/core/metrics/stopSet.ts';
import { Rng } from '../../src/core/rng.ts';

/** The predictions of two heads for a population that defines the truth. */
export interface Population {
  readonly truth: Indicators;
  readonly first: Indicators;
  readonly second: Indicators;
  /** Near-duplicate group of each record, in order; absent without near-duplicates. */
  readonly groups?: Int32Array;
}

export interface LabelPool {
  readonly name: string;
  /** How often each label applies. */
  readonly shares: readonly number[];
  /** Per head: how far a label's mean score is higher where it applies, in standard deviations. */
  readonly skill: readonly [number, number];
  /** Correlation of the two heads' scores. */
  readonly alike: number;
  readonly grouped: boolean;
}

const shares = [0.4, 0.3, 0.22, 0.16, 0.12, 0.09, 0.07, 0.06, 0.05, 0.04];
const kinds = [
  { name: 'poor heads', skill: [0.8, 1.3], alike: 0.8 },
  { name: 'good heads', skill: [3, 3.4], alike: 0.9 },
  { name: 'nearly the same', skill: [1.5, 1.52], alike: 0.998 },
] as const;

export const labelPools: readonly LabelPool[] = [false, true].flatMap((grouped) =>
  kinds.map((kind) => ({
    ...kind,
    name: `${kind.name}, ${grouped ? 'groups' : 'records'}`,
    shares,
    grouped,
  })),
);

/** Units (records or groups) of a constructed population, and of a hold-out. */
const size = 8000;
const heldOut = 400;

/** Heads predict a label as often as it applies, and are mostly right about all of a group or about none. */
function constructed({ shares: all, skill, alike, grouped }: LabelPool, rng: Rng): Population {
  const labels = all.length;
  const groups: number[] = [];
  const truth: number[] = [];
  const scores: [number[], number[]] = [[], []];
  for (let group = 0; group < size; group++) {
    const own = all.map((share) => Number(rng.uniform() < share));
    const [both, each] = [own.map(() => rng.normal()), own.map(() => [rng.normal(), rng.normal()])];
    const copies = grouped && rng.uniform() < 0.3 ? 2 + rng.integer(3) : 1;
    for (let copy = 0; copy < copies; copy++) {
      groups.push(group);
      own.forEach((applies, j) => {
        truth.push(applies);
        const noise = grouped ? 0.2 * rng.normal() : 0;
        for (const head of [0, 1] as const) {
          const common = Math.sqrt(alike) * both[j]! + Math.sqrt(1 - alike) * each[j]![head]!;
          scores[head].push(common + noise + skill[head] * applies);
        }
      });
    }
  }
  const rows = groups.length;
  const setsOf = (values: ArrayLike<number>): Indicators =>
    indicators(rows, labels, Int8Array.from(values));
  const decided = (of: number[]): Indicators => {
    const said = new Int8Array(rows * labels);
    for (let j = 0; j < labels; j++) {
      const column = Float64Array.from({ length: rows }, (_, i) => of[i * labels + j]!);
      const applies = truth.reduce((sum, own, at) => sum + (at % labels === j ? own : 0), 0);
      const edge = column.toSorted()[rows - applies]!;
      column.forEach((score, i) => (said[i * labels + j] = Number(score >= edge)));
    }
    return setsOf(said);
  };
  const [first, second] = scores.map(decided);
  return {
    truth: setsOf(truth),
    first: first!,
    second: second!,
    ...(grouped && { groups: Int32Array.from(groups) }),
  };
}

/** Labels by their number of positives in the hold-out. */
export const positiveBins = [
  { from: FEW_RECORDS, to: 30 },
  { from: 30, to: 60 },
  { from: 60, to: Infinity },
];

export interface Coverage {
  told: number;
  covered: number;
  width: number;
}

export interface LabelCoverage {
  /** By bin of positives. */
  readonly single: readonly Coverage[];
  /** The coverage of the expanded percentile bootstrap by bin, if requested. */
  readonly bootstrap: readonly Coverage[];
  /** Coverage of the differences: a hold-out counts as covered if all its reported differences are. */
  readonly differences: Coverage;
}

export function labelCoverage(pool: LabelPool, runs: number, seed: number): LabelCoverage {
  const rng = new Rng(seed);
  return coverageOf(constructed(pool, rng), runs, rng);
}

/** Draws hold-outs from a population and computes their 95 % intervals. */
export function coverageOf(
  { truth, first, second, groups }: Population,
  runs: number,
  rng: Rng,
  { resamples = 0 } = {},
): LabelCoverage {
  const { rows, labels } = truth;
  const f1 = [first, second].map((said) =>
    f1PerLabel(countOutcomes(outcomesOf(truth, said), labels)).map((own) => own ?? 0),
  );
  const starts = [...new Set(groups ?? [])].map((group) => groups!.indexOf(group));
  const tally = (): Coverage => ({ told: 0, covered: 0, width: 0 });
  const single = positiveBins.map(tally);
  const bootstrap = positiveBins.map(tally);
  const differences = { told: 0, covered: 0, width: 0 };
  const count = (own: Coverage, { low, high }: { low: number; high: number }, value: number) => {
    own.told++;
    own.width += high - low;
    if (low <= value && value <= high) own.covered++;
  };
  for (let run = 0; run < runs; run++) {
    const drawn = groups
      ? Array.from(rng.sample(starts.length, heldOut)).flatMap((unit) => {
          const end = starts[unit + 1] ?? rows;
          return Array.from({ length: end - starts[unit]! }, (_, i) => starts[unit]! + i);
        })
      : Array.from(rng.sample(rows, heldOut));
    const sampled = groups && { groups: Int32Array.from(drawn, (row) => groups[row]!) };
    const taken = {
      truth: takeIndicators(truth, drawn),
      first: takeIndicators(first, drawn),
      second: takeIndicators(second, drawn),
    };
    const columnOf = ({ data }: Indicators, label: number): Int8Array =>
      Int8Array.from({ length: drawn.length }, (_, i) => data[i * labels + label]!);
    for (let label = 0; label < labels; label++) {
      const own = columnOf(taken.truth, label);
      const positives = own.reduce((sum, state) => sum + state, 0);
      const bin = positiveBins.findIndex(({ from, to }) => positives >= from && positives < to);
      if (bin < 0) continue;
      const said = columnOf(taken.first, label);
      const value = f1[0]![label]!;
      count(single[bin]!, labelF1Interval({ truth: own, ...sampled }, said)!, value);
      if (resamples === 0) continue;
      const told = resampled(own, said, resamples, rng);
      count(bootstrap[bin]!, told, value);
    }
    const told = compareLabels({ ...taken, ...sampled });
    let all = true;
    let [width, some] = [0, 0];
    told.forEach((own, label) => {
      if (!own) return;
      const value = f1[1]![label]! - f1[0]![label]!;
      all &&= own.low <= value && value <= own.high;
      width += own.high - own.low;
      some++;
    });
    if (some === 0) continue;
    differences.told++;
    differences.width += width / some;
    if (all) differences.covered++;
  }
  return { single, bootstrap, differences };
}

/** The interval of the expanded percentile bootstrap for the same records. */
function resampled(truth: Int8Array, said: Int8Array, resamples: number, rng: Rng) {
  const cells = new Float64Array(4);
  truth.forEach((own, i) => cells[2 * own + said[i]!]!++);
  const of = ([, added, missed, hits]: ArrayLike<number> & Iterable<number>): number | null =>
    f1Of(hits!, hits! + added!, hits! + missed!);
  const drawn = new Float64Array(4);
  const resample = (random: Rng) => of(multinomial(truth.length, cells, random, drawn)) ?? 0;
  return percentileInterval(of(cells) ?? 0, resample, { rng, resamples, units: truth.length });
}

export interface KappaBounds {
  /** Number of bounds on a label's change of F1. */
  told: number;
  /** How many of them are violated on the stop set itself, and on the records outside it. */
  brokenThere: number;
  brokenElsewhere: number;
}

/** The bound that the κ of two heads sets on each label's change of F1 on the stop set. */
export function kappaBounds({ truth, first, second }: Population, seed: number): KappaBounds {
  const order = new Rng(seed).shuffle(Int32Array.from({ length: truth.rows }, (_, row) => row));
  const [there, elsewhere] = [order.slice(0, 2000), order.slice(2000)];
  const taken = (rows: Int32Array) =>
    [truth, first, second].map((sets) => takeIndicators(sets, rows)) as [
      Indicators,
      Indicators,
      Indicators,
    ];
  const changes = [there, elsewhere].map((rows) => {
    const [own, ...heads] = taken(rows);
    const [before, after] = heads.map((said) =>
      f1PerLabel(countOutcomes(outcomesOf(own, said), truth.labels)),
    );
    return before!.map((value, label) => Math.abs((after![label] ?? 0) - (value ?? 0)));
  });
  const [, earlier, later] = taken(there);
  const counted: KappaBounds = { told: 0, brokenThere: 0, brokenElsewhere: 0 };
  for (const { label, f1ChangeBound } of compareSetsOnStopSet(earlier, later).perClass) {
    if (f1ChangeBound === null) continue;
    counted.told++;
    if (changes[0]![label]! > f1ChangeBound + 1e-12) counted.brokenThere++;
    if (changes[1]![label]! > f1ChangeBound + 1e-12) counted.brokenElsewhere++;
  }
  return counted;
}
