import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { comparisonProjects } from '../simulations/comparisonProjects.ts';
import type { ComparisonRun, ComparisonSettings } from '../simulations/comparisonRuns.ts';
import { markdownTable } from './markdown.ts';

type Kind = keyof typeof comparisonProjects;

/** The work of one thread. */
export interface ComparisonJob {
  readonly kind: Kind;
  readonly settings: ComparisonSettings;
  readonly seeds: readonly number[];
}

const labels = 400;

/**
 * Kind of project, what chooses the records, seed of the first run, and number of runs as a share of `runs`.
 */
const rows: readonly (readonly [Kind, ComparisonSettings['chosenBy'], number, number])[] = [
  ['one label', 'chance', 140_001, 1],
  ['one label', 'strategy', 150_001, 1 / 3],
  ['one label, 15 % and 85 %', 'chance', 160_001, 1 / 2],
  ['several labels', 'chance', 170_001, 2 / 5],
  ['several labels', 'strategy', 180_001, 1 / 6],
];

/**
 * Measures how often "is it helping?" is right and wrong within 400 labels.
 * @param runs number of runs of projects with one label and random picks; other kinds run a share of it
 * @returns Markdown
 */
export async function strategyComparisonReport(runs = 400): Promise<string> {
  const table: string[][] = [];
  for (const [kind, chosenBy, from, part] of rows) {
    const settings = { chosenBy, labels, areas: chosenBy === 'strategy' };
    const seeds = Array.from({ length: Math.ceil(runs * part) }, (_, k) => from + k);
    const all = await simulated(kind, settings, seeds);
    const by = chosenBy === 'chance' ? 'chance' : comparisonProjects[kind].strategy;
    table.push([kind, by, ...figures(all, chosenBy)]);
    console.error(table.at(-1)!.join(' | '));
  }
  return `Labels on either side of planes, 5 % of them wrong; projects of ${labels} labels, with 10 % explored and a hold-out of 200. The areas are of
accuracy, of several labels of micro-F1. A verdict is false where records were chosen by chance, or “hurting” where the strategy helps.
Wanted: ≤ 5 % false verdicts over a run, ≥ 50 % right ones where the areas differ by .05. In brackets: standard errors.
\`npm run bench -- strategy-comparison\`; with \`--runs 20\` it prints a short version.

${markdownTable([
  [
    'records',
    'chosen by',
    'runs',
    'difference of the areas',
    'right',
    'false',
    'false at 100 · at 140 labels',
  ],
  ...table,
])}`;
}

/** Simulates in as many threads as there are processors. */
async function simulated(
  kind: Kind,
  settings: ComparisonSettings,
  seeds: readonly number[],
): Promise<ComparisonRun[]> {
  const threads = availableParallelism();
  const parts = Array.from({ length: threads }, async (_, thread) => {
    const threadSeeds = seeds.filter((_, k) => k % threads === thread);
    const workerData: ComparisonJob = { kind, settings, seeds: threadSeeds };
    const worker = new Worker(new URL('strategyComparisonWorker.ts', import.meta.url), {
      workerData,
    });
    const [done] = (await once(worker, 'message')) as [ComparisonRun[]];
    return done;
  });
  return (await Promise.all(parts)).flat();
}

function figures(
  all: readonly ComparisonRun[],
  chosenBy: ComparisonSettings['chosenBy'],
): string[] {
  const byStrategy = chosenBy === 'strategy';
  const isFalse = (verdict: string | undefined): boolean =>
    verdict === 'hurting' || (!byStrategy && verdict === 'helping');
  const areas = all.map(({ activeArea, randomArea }) => activeArea - randomArea);
  const area = areas.reduce((sum, difference) => sum + difference, 0) / all.length;
  return [
    String(all.length),
    byStrategy ? area.toFixed(3) : '0',
    byStrategy ? share(all, ({ verdicts }) => verdicts.includes('helping')) : '–',
    share(all, ({ verdicts }) => verdicts.some(isFalse)),
    [0, 1].map((look) => share(all, ({ verdicts }) => isFalse(verdicts[look]))).join(' · '),
  ];
}

/** The share of runs for which `holds` is true, in per cent with its standard error. */
function share(all: readonly ComparisonRun[], holds: (run: ComparisonRun) => boolean): string {
  const p = all.filter(holds).length / all.length;
  const error = Math.sqrt((p * (1 - p)) / all.length);
  return `${(100 * p).toFixed(1)} % (${(100 * error).toFixed(1)})`;
}
