import { readFile, writeFile } from 'node:fs/promises';
import { clusterCoverage, clusterMetrics } from '../simulations/clusterCoverage.ts';
import { forecastRun, summariseForecasts, type ForecastRun } from '../simulations/forecastRuns.ts';
import { generatedSets } from '../simulations/comparisonPools.ts';
import { confusedPools, macroF1Coverage } from '../simulations/macroF1Coverage.ts';
import { multiLabelCoverage, multiLabelPools } from '../simulations/multiLabelCoverage.ts';
import { noGoEmotions, readGoEmotions, shuffled } from '../simulations/goEmotions.ts';
import { labelSetCurve, type LabelSetCurve } from '../simulations/labelSetCurves.ts';
import { constructedForecast, headForecast } from '../simulations/labelSetForecasts.ts';
import {
  stableRun,
  targetRun,
  type StableRun,
  type TargetRun,
} from '../simulations/labelSetStopping.ts';
import { openMatrixOps } from '../../src/adapters/onnx/openMatrixOps.ts';
import { Rng } from '../../src/core/rng.ts';
import { multiMetricNames } from '../../src/core/metrics/holdoutMetrics.ts';
import { strategyComparisonReport } from './strategyComparison.ts';
import { labelTables } from './labelTables.ts';
import { markdownTable, perCent } from './markdown.ts';

const file = new URL('results/calibration.md', import.meta.url);

/** Lowest share for a 95 % interval to pass with so many runs: three standard errors below. */
const atLeast = (share: number, runs: number): number =>
  share - 3 * Math.sqrt((share * (1 - share)) / runs);

/** @returns the table of macro-F1's interval */
function macroF1Table(runs: number): string {
  const rows = confusedPools.map((pool) => {
    const { told, covered, meanWidth } = macroF1Coverage(pool, runs, 11);
    const coverage = covered / told;
    const verdict = coverage < atLeast(0.95, told) ? 'fails' : coverage > 0.985 ? 'wide' : 'holds';
    return [
      pool.name,
      String(pool.records),
      perCent(told / runs),
      perCent(coverage),
      meanWidth.toFixed(3),
      verdict,
    ];
  });
  return markdownTable([
    ['pool', 'hold-out records', 'told', 'covered', 'mean width', 'verdict'],
    ...rows,
  ]);
}

/** @returns the table of intervals under near-duplicates, with and without their groups */
function clusterTable(runs: number): string {
  const [grouped, ignoring] = [true, false].map((told) => clusterCoverage(runs, 1, told));
  return markdownTable([
    ['interval', 'covered', 'verdict', 'covered if records were resampled'],
    ...clusterMetrics.map((metric) => {
      const share = grouped![metric] / runs;
      const verdict = share < atLeast(0.95, runs) ? 'fails' : share > 0.985 ? 'wide' : 'holds';
      return [metric, perCent(share), verdict, perCent(ignoring![metric] / runs)];
    }),
  ]);
}

/** @returns the table of intervals for several labels per record */
function multiLabelTable(runs: number): string {
  const rows = multiLabelPools.flatMap((pool) => {
    const counted = multiLabelCoverage(pool, runs, 1);
    return multiMetricNames.flatMap((metric) => {
      const { told, covered, width } = counted[metric];
      if (told < runs / 2) return [];
      const units = `${pool.heldOut} ${pool.grouped ? 'groups' : 'records'}`;
      const share = perCent(covered / told);
      return [[pool.name, units, metric, perCent(told / runs), share, (width / told).toFixed(3)]];
    });
  });
  return markdownTable([
    ['pool', 'hold-out', 'interval', 'told', 'covered', 'mean width'],
    ...rows,
  ]);
}

const forecastHeader = [
  'curves',
  'hold-out',
  'runs',
  'a range is named',
  'crossing in it',
  'named where crossed within twice the labels',
];

function forecastRow(name: string, holdout: string, all: readonly ForecastRun[]): string[] {
  const { runs, named, held, near, nearNamed } = summariseForecasts(all);
  const shares = [perCent(named / runs), perCent(held / named), perCent(nearNamed / near)];
  return [name, holdout, String(runs), ...shares];
}

const seeds = (runs: number): number[] => Array.from({ length: runs }, (_, i) => i + 1);

function forecastTable(runs: number, curves: readonly NamedCurves[]): string {
  const constructed = seeds(runs).map((seed) => constructedForecast('microF1', seed));
  const macro = seeds(Math.min(runs, 200)).map((seed) => constructedForecast('macroF1', seed));
  return markdownTable([
    forecastHeader,
    forecastRow(
      'one label, constructed',
      '100 to 200',
      seeds(runs).map((seed) => forecastRun(seed)),
    ),
    forecastRow('several labels, constructed, micro-F1', '200 to 400', constructed),
    forecastRow('several labels, constructed, macro-F1', '200 to 400', macro),
    ...curves.map(({ name, all, holdout, from, draws }) => {
      const drawn = all.flatMap((curve, i) =>
        seeds(draws).flatMap((draw) => {
          const run = headForecast(curve, { holdout, from }, 1000 * i + draw);
          return run ? [run] : [];
        }),
      );
      return forecastRow(`${name}, micro-F1`, String(holdout), drawn);
    }),
  ]);
}

/** Learning curves of heads; each is sampled this many times. */
interface NamedCurves {
  readonly name: string;
  readonly all: readonly LabelSetCurve[];
  readonly holdout: number;
  /** Least number of labels in a project's last round. */
  readonly from: number;
  readonly draws: number;
}

async function learningCurves(runs: number): Promise<NamedCurves[]> {
  const ops = await openMatrixOps();
  try {
    const generated: LabelSetCurve[] = [];
    for (const seed of seeds(runs)) {
      const rng = new Rng(seed);
      const noise = 0.05 + 0.15 * rng.uniform();
      const records = generatedSets({ ...curveSets, noise }, rng);
      const settings = { strategy: 'random', c: 10, from: 40, to: 1600, ops };
      generated.push(await labelSetCurve(records, 3000, settings, seed));
    }
    const several = { name: 'several labels, generated', all: generated, holdout: 200, from: 120 };
    const curves: NamedCurves[] = [{ ...several, draws: 4 }];
    if (noGoEmotions) return curves;
    const records = await readGoEmotions();
    for (const strategy of ['random', 'mmc']) {
      const all: LabelSetCurve[] = [];
      for (const seed of seeds(Math.ceil(runs / 10))) {
        const own = shuffled(records, new Rng(seed).fork('order'));
        const settings = { strategy, c: 10, from: 100, to: 2400, ops };
        all.push(await labelSetCurve(own, 2834, settings, seed));
      }
      curves.push({ name: `GoEmotions, ${strategy}`, all, holdout: 400, from: 300, draws: 20 });
    }
    return curves;
  } finally {
    await ops.close();
  }
}

/** Labels that can be learnt: no wrong answers, and few dimensions. */
async function easyCurves(runs: number): Promise<NamedCurves> {
  const ops = await openMatrixOps();
  const all: LabelSetCurve[] = [];
  for (const seed of seeds(runs)) {
    const records = generatedSets({ ...curveSets, dimensions: 8, noise: 0 }, new Rng(seed));
    const settings = { strategy: 'random', c: 10, from: 40, to: 2000, ops };
    all.push(await labelSetCurve(records, 3000, settings, seed));
  }
  await ops.close();
  return { name: 'several labels, generated, easy', all, holdout: 200, from: 120, draws: 1 };
}

const curveSets = {
  records: 7000,
  dimensions: 24,
  shares: [0.3, 0.24, 0.19, 0.15, 0.12, 0.1, 0.07, 0.05],
};

function stoppingTables(curves: readonly NamedCurves[], easy: NamedCurves): string {
  const targets = curves.map(({ name, all, holdout, draws }) => {
    const drawn = all.flatMap((curve, i) =>
      seeds(draws).map((draw) => targetRun(curve, holdout, 1000 * i + draw)),
    );
    const share = (of: (run: TargetRun) => boolean): string =>
      perCent(drawn.filter(of).length / drawn.length);
    const row = [String(drawn.length), share(({ said }) => said), share(({ early }) => early)];
    return [name, String(holdout), ...row];
  });
  const stable = [...curves, easy].flatMap(({ name, all }) =>
    [0.99, 0.97, 0.95].map((kappa) => {
      const drawn = all.map((curve, i) => stableRun(curve, kappa, i + 1));
      const median = (of: (run: StableRun) => number | undefined, digits: number): string => {
        const values = drawn.flatMap((run) => of(run) ?? []).sort((one, other) => one - other);
        return values[values.length >> 1]?.toFixed(digits) ?? '–';
      };
      const said = perCent(drawn.filter(({ at }) => at !== undefined).length / drawn.length);
      const last = Math.max(...all.map(({ labels }) => labels.at(-1)!));
      return [
        name,
        String(last),
        String(kappa),
        String(drawn.length),
        said,
        median(({ at }) => at, 0),
        median(({ share }) => share, 3),
        median(({ gain }) => gain, 3),
      ];
    }),
  );
  const header = ['curves', 'hold-out', 'runs', 'reached is said', 'said while below'];
  return `${markdownTable([header, ...targets])}

${markdownTable([
  [
    'curves',
    'up to labels',
    'κ',
    'runs',
    '“stable” is said',
    'at labels, median',
    'micro-F1 there ÷ at the end',
    'gained by twice the labels',
  ],
  ...stable,
])}`;
}

const strategyComparisonTitle = 'Is it helping?';

interface Section {
  readonly title: string;
  /** Name in MARGINALIA_SECTIONS. */
  readonly name: string;
  readonly body: (runs: number, slow: number) => Promise<string> | string;
}

let drawn: Promise<NamedCurves[]> | undefined;
/** Learning curves, for the sections that draw from them. */
const curves = (runs: number): Promise<NamedCurves[]> => (drawn ??= learningCurves(runs));

const sections: readonly Section[] = [
  {
    title: "Macro-F1's interval",
    name: 'macro',
    body: (runs) => `${runs} runs.\n\n${macroF1Table(runs)}`,
  },
  {
    title: 'Near-duplicates',
    name: 'clusters',
    body: (
      runs,
    ) => `Hold-outs of 120 groups of 1 to 8 near-duplicates from a pool of 6,000 groups: intervals of a head, and of the difference of two. ${runs}
runs.

${clusterTable(runs)}`,
  },
  {
    title: 'Several labels per record',
    name: 'several',
    body(runs) {
      // Fewer runs, since each resamples all labels of a hold-out a few hundred times.
      const own = Math.min(runs, 100);
      return `Hold-outs of records, or of groups of 1 to 8 near-duplicates, from a pool of 8,000: intervals that are told in at least half of the
${own} runs of each pool.

${multiLabelTable(own)}`;
    },
  },
  { title: 'F1 label by label', name: 'labels', body: (_, slow) => labelTables(slow) },
  {
    title: 'Forecast',
    name: 'forecast',
    body: async (
      runs,
      slow,
    ) => `Constructed: accuracy or F1 over labels along a power law or two other shapes. The others: heads on generated records of eight labels, or on
GoEmotions with lexical vectors, whose population is the records that are never asked; several hold-outs and targets of each curve.
Targets are crossed at 1.05 to 4 times the labels. Wanted: the crossing in ≥ 80 % of the ranges, a range in ≥ 50 % of the runs whose
target is crossed within twice the labels.

${forecastTable(runs, await curves(slow))}`,
  },
  {
    title: 'Stopping, several labels per record',
    name: 'stopping',
    body: async (
      _,
      slow,
    ) => `The target is reached when the lower end of micro-F1's interval was above it three rounds running: said while the population's micro-F1
is below it, in at most 5 % of the runs. Predictions are stable at the mean κ of three rounds.

${stoppingTables(await curves(slow), await easyCurves(slow))}`,
  },
  {
    title: strategyComparisonTitle,
    name: 'strategy-comparison',
    body: (_, slow) => strategyComparisonReport(slow),
  },
];

/**
 * Simulates the product's statistical claims, and writes how often they hold to results/calibration.md.
 * MARGINALIA_SECTIONS names the sections to measure again, all by default; MARGINALIA_RUNS and, for sections
 * that fit hundreds of heads, MARGINALIA_SLOW_RUNS set the number of runs.
 * @returns the report
 */
export async function reportCalibration(): Promise<string> {
  const runs = Number(process.env['MARGINALIA_RUNS'] ?? 1000);
  const slow = Number(process.env['MARGINALIA_SLOW_RUNS'] ?? Math.min(runs, 400));
  const wanted = process.env['MARGINALIA_SECTIONS']?.split(',');
  const before = sectionsOf(await readFile(file, 'utf8'));
  const parts = [
    `# How often the claims hold

Made by \`npm run bench -- calibration\`, section by section: seeded runs, whose number stands beside each. The truth is that of the pool
from which hold-out and project are drawn. A 95 % interval fails below 95 % by more than three standard errors.`,
  ];
  for (const { title, name, body } of sections) {
    const made = !wanted || wanted.includes(name) ? await body(runs, slow) : before.get(title);
    if (made) parts.push(`## ${title}`, made.trim());
  }
  const report = `${parts.join('\n\n')}\n`;
  await writeFile(file, report);
  return report;
}

/** Measures only the section about "is it helping?", and stores it if `runs` is omitted. */
export async function reportStrategyComparison(runs?: number): Promise<string> {
  const own = await strategyComparisonReport(runs);
  if (runs === undefined) {
    const report = await readFile(file, 'utf8');
    const before = sectionsOf(report).get(strategyComparisonTitle)!;
    await writeFile(
      file,
      report.replace(before.trim(), () => own.trim()),
    );
  }
  return own;
}

/** The sections of a report by heading. */
function sectionsOf(report: string): Map<string, string> {
  return new Map(
    report.split(/^## /m).map((part): [string, string] => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), part.slice(end)];
    }),
  );
}
