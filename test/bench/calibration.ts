import { writeFile } from 'node:fs/promises';
import { clusterCoverage, clusterMetrics } from '../simulations/clusterCoverage.ts';
import { forecastRun, summariseForecasts } from '../simulations/forecastRuns.ts';
import { helpingRun, helpingSimulation, type HelpingRun } from '../simulations/helpingRuns.ts';
import { confusedPools, macroF1Coverage } from '../simulations/macroF1Coverage.ts';
import { multiLabelCoverage, severalLabelsPools } from '../simulations/multiLabelCoverage.ts';
import { multiMetricNames } from '../../src/core/metrics/holdoutMetrics.ts';
import { markdownTable } from './markdown.ts';

const file = new URL('results/calibration.md', import.meta.url);

/** Lowest share for a 95 % interval to pass with so many runs: three standard errors below. */
const atLeast = (share: number, runs: number): number =>
  share - 3 * Math.sqrt((share * (1 - share)) / runs);

const perCent = (share: number): string => `${(100 * share).toFixed(1)} %`;

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

/** @returns the table of intervals of several labels a record */
function severalLabelsTable(runs: number): string {
  const rows = severalLabelsPools.flatMap((pool) => {
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

function forecastTable(runs: number): string {
  const all = Array.from({ length: runs }, (_, i) => forecastRun(i + 1));
  const { named, held, near, nearNamed } = summariseForecasts(all);
  return markdownTable([
    ['runs', 'a range is named', 'crossing in it', 'named where crossed within twice the labels'],
    [String(runs), perCent(named / runs), perCent(held / named), perCent(nearNamed / near)],
  ]);
}

async function helpingTable(runs: number): Promise<string> {
  const rows: string[][] = [];
  for (const chosenBy of ['chance', 'margin'] as const) {
    const all: HelpingRun[] = [];
    for (let seed = 1; seed <= runs; seed++) {
      all.push(await helpingRun({ ...helpingSimulation, chosenBy, areas: true }, seed));
    }
    const said = (verdict: string): string =>
      perCent(all.filter((run) => run.said.includes(verdict)).length / runs);
    const area = all.reduce((sum, run) => sum + run.activeArea - run.randomArea, 0) / runs;
    rows.push([chosenBy, area.toFixed(3), said('helping'), said('hurting')]);
  }
  return markdownTable([
    ['records chosen by', 'difference of the areas', '“helping” by 400 labels', '“hurting”'],
    ...rows,
  ]);
}

/**
 * Simulates the product's statistical claims, and writes how often they hold to results/calibration.md.
 * MARGINALIA_RUNS and, for those that fit hundreds of heads, MARGINALIA_SLOW_RUNS set the number of runs.
 * @returns the report
 */
export async function reportCalibration(): Promise<string> {
  const runs = Number(process.env['MARGINALIA_RUNS'] ?? 1000);
  const slow = Number(process.env['MARGINALIA_SLOW_RUNS'] ?? Math.min(runs, 400));
  // Each resamples all labels of a hold-out a few hundred times.
  const severalRuns = Math.min(runs, 100);
  const report = `# How often the claims hold

Made by \`npm run bench -- calibration\`: ${runs} seeded runs of each kind, ${slow} where a run fits hundreds of heads. The truth
is that of the pool from which hold-out and project are drawn. A 95 % interval fails below 95 % by more than three standard errors.

## Macro-F1's interval

${macroF1Table(runs)}

## Near-duplicates

Hold-outs of 120 groups of 1 to 8 near-duplicates from a pool of 6,000 groups: intervals of a head, and of the difference of two.

${clusterTable(runs)}

## Several labels a record

Hold-outs of records, or of groups of 1 to 8 near-duplicates, from a pool of 8,000: intervals that are told in at least half of the
${severalRuns} runs of each pool.

${severalLabelsTable(severalRuns)}

## Forecast

Accuracy over labels along a power law or two other shapes, a hold-out of 100 to 200, targets crossed at 1.05 to 4 times the labels.
Wanted: the crossing in ≥ 80 % of the ranges, a range in ≥ 50 % of the runs whose target is crossed within twice the labels.

${forecastTable(runs)}

## Is it helping?

Two labels on either side of a plane, 5 % of the labels wrong. Wanted: ≤ 5 % false verdicts over a run, ≥ 50 % right ones by 400
labels where the areas differ by .05.

${await helpingTable(slow)}
`;
  await writeFile(file, report);
  return report;
}
