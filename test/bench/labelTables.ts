// How often the intervals of per-label F1 hold, for results/calibration.md.
import { openMatrixOps } from '../../src/adapters/onnx/openMatrixOps.ts';
import { Rng } from '../../src/core/rng.ts';
import { noGoEmotions, readGoEmotions, shuffled } from '../simulations/goEmotions.ts';
import {
  coverageOf,
  kappaBounds,
  labelCoverage,
  labelPools,
  positiveBins,
  type Coverage,
  type LabelCoverage,
} from '../simulations/labelF1Coverage.ts';
import { labelSetCurve } from '../simulations/labelSetCurves.ts';
import { markdownTable, perCent } from './markdown.ts';

/** @returns the tables of per-label F1: its interval, the difference of two heads, and the bound by κ */
export async function labelTables(runs: number): Promise<string> {
  const constructed = labelPools.map((pool): [string, LabelCoverage] => [
    pool.name,
    labelCoverage(pool, runs, 1),
  ]);
  const real: [string, LabelCoverage][] = [];
  const bounds: string[][] = [];
  if (!noGoEmotions) {
    const ops = await openMatrixOps();
    const records = shuffled(await readGoEmotions(), new Rng(1).fork('order'));
    for (const strategy of ['random', 'mmc']) {
      const settings = { strategy, c: 10, from: 100, to: 2100, ops };
      const { labels, predicted, truth } = await labelSetCurve(records, 2834, settings, 1);
      const pair = (k: number, later: number) => ({
        truth,
        first: predicted[k]!,
        second: predicted[later]!,
      });
      const at = (wanted: number): number => labels.findLastIndex((n) => n <= wanted);
      for (const [from, to] of [
        [200, 500],
        [500, 1000],
        [1000, 2000],
        [1000, labels[at(1000) + 1]!],
      ] as const) {
        const [first, second] = [at(from), at(to)];
        const name = `GoEmotions, ${strategy}, ${labels[first]} and ${labels[second]} labels`;
        const rng = new Rng(2).fork(name);
        real.push([name, coverageOf(pair(first, second), runs, rng, { resamples: 300 })]);
      }
      const counted = labels.slice(1).map((_, k) => kappaBounds(pair(k, k + 1), k));
      const sum = (of: (one: (typeof counted)[number]) => number): number =>
        counted.reduce((all, one) => all + of(one), 0);
      const told = sum((one) => one.told);
      const row = [sum((one) => one.brokenThere), sum((one) => one.brokenElsewhere)];
      bounds.push([`GoEmotions, ${strategy}`, String(told), ...row.map((n) => perCent(n / told))]);
    }
    await ops.close();
  }
  const cell = ({ told, covered, width }: Coverage): string =>
    told < 40 ? '–' : `${perCent(covered / told)} (${(width / told).toFixed(3)})`;
  const heads = positiveBins.map(({ from, to }) =>
    to === Infinity ? `${from} or more` : `${from} to ${to - 1}`,
  );
  const all = [...constructed, ...real];
  return `Hold-outs of 400 records, or of as many groups of 1 to 4 near-duplicates, ${runs} of each population, and all labels with 20 positives
in them: how often intervals hold the population's F1, by number of positives in the hold-out, with their mean width. Other methods are in
[f1Intervals.md](f1Intervals.md).

${markdownTable([
  ['population', ...heads],
  ...all.map(([name, { single }]) => [name, ...single.map(cell)]),
])}

The expanded percentile bootstrap of the same hold-outs, which is not used:

${markdownTable([
  ['population', ...heads],
  ...real.map(([name, { bootstrap }]) => [name, ...bootstrap.map(cell)]),
])}

Two heads compared: hold-outs in which the intervals of all labels' differences, which are to hold together, hold the population's.

${markdownTable([
  ['population', 'all held', 'mean width'],
  ...all.map(
    ([
      name,
      {
        differences: { told, covered, width },
      },
    ]) => [name, perCent(covered / told), (width / told).toFixed(3)],
  ),
])}

|ΔF1| ≤ 4(1 − κ)/κ of a label, from one round to the next, on a stop set of 2,000 records, and on the other 6,000, of which it says nothing:

${markdownTable([['rounds', 'bounds', 'broken on the stop set', 'broken elsewhere'], ...bounds])}`;
}
