import { difference, fraction } from '../../src/commandLine/simulationTables.ts';
import { metricTitles } from '../../src/vscode/text/messages/metricTitles.ts';
import type { Comparison } from '../../src/core/simulate/compareStrategies.ts';
import {
  standardShares,
  summarise,
  type MetricSummary,
  type StrategySummary,
} from '../../src/core/simulate/summary.ts';
import type { MetricName } from '../../src/core/simulate/simulatedMetrics.ts';
import { markdownTable } from './markdown.ts';

interface Course {
  readonly initial: number;
  readonly batch: number;
  readonly budget: number;
}

/** Facts about a study for its tables. */
export interface StudyFacts {
  readonly title: string;
  readonly metric: MetricName;
  readonly course: Course;
  readonly startCourse: Course;
  readonly testShare: number;
}

const baseline = 'random';

/** One strategy, over its own seeds. */
interface Line extends StrategySummary {
  readonly seeds: number;
  readonly characters: number;
  readonly chooseMs: number;
}

/** Every strategy on one data set, the largest gain in area first; then the winners and losers. */
export function strategiesMarkdown(facts: StudyFacts, comparison: Comparison): string {
  const { metric, course, title } = facts;
  const lines = linesOf(comparison, metric).sort((a, b) => gainOf(b) - gainOf(a));
  const full = summaryOf(comparison, metric, baseline).fullData;
  const most = Math.max(...lines.map(({ seeds }) => seeds));
  const { sizes } = comparison;
  return [
    `## ${title}`,
    `${sizes.pool} records to ask, ${sizes.test} to test on; ${inWords(course)}. ` +
      `All labels of the pool give ${metricTitles[metric]} ${fraction(full)}.`,
    markdownTable([
      [
        'strategy',
        `area (${metricTitles[metric]})`,
        '− random',
        ...standardShares.map(
          (share) => `labels to ${Math.round(share * 100)} % (${fraction(share * full)})`,
        ),
        'characters',
        'choosing, ms',
      ],
      ...lines.map((line) => [
        line.seeds < most ? `${line.name} (${line.seeds} seeds)` : line.name,
        fraction(line.area),
        difference(line.areaDifference),
        ...line.reached.map(({ price }) => (price ? String(price.labels) : '–')),
        `${Math.round(line.characters / 1000)} k`,
        line.chooseMs < 10 ? line.chooseMs.toFixed(1) : String(Math.round(line.chooseMs)),
      ]),
    ]),
    verdicts(lines),
  ].join('\n\n');
}

/** Margin after different starts: the first head, the course of the curve, the area. */
export function startMarkdown(facts: StudyFacts, comparison: Comparison): string {
  const { metric, startCourse } = facts;
  const { strategies } = summaryOf(comparison, metric);
  const marks = strategies[0]!.marks.map(({ labels }) => labels);
  const shown = [0, 2, 5, marks.length - 1].map((i) => marks[i]!);
  return [
    `### How to begin: ${facts.title}`,
    `The first ${startCourse.initial} labels by each strategy, the rest by margin; ${inWords(startCourse)}. ` +
      'Differences are to the random beginning.',
    markdownTable([
      ['beginning', ...shown.map((labels) => `${labels} labels`), 'area', '− random'],
      ...strategies.map((strategy) => [
        strategy.name,
        ...shown.map((labels) => {
          const mark = strategy.marks.find((own) => own.labels === labels)!;
          const versus = mark.difference ? ` (${difference(mark.difference)})` : '';
          return `${fraction(mark.value)}${versus}`;
        }),
        fraction(strategy.area),
        difference(strategy.areaDifference),
      ]),
    ]),
  ].join('\n\n');
}

/** Winning or losing requires the whole interval on one side of 0. */
function verdicts(lines: readonly Line[]): string {
  const names = (wanted: (low: number, high: number) => boolean): string =>
    lines
      .filter(({ areaDifference }) => {
        const interval = areaDifference?.t;
        return interval ? wanted(interval.low, interval.high) : false;
      })
      .map(({ name }) => name)
      .join(', ') || 'none';
  return [
    `- Losing to random (the whole interval below 0): ${names((_, high) => high < 0)}.`,
    `- Ahead of random (the whole interval above 0): ${names((low) => low > 0)}.`,
    `- Not told apart from random: ${names((low, high) => low <= 0 && high >= 0)}.`,
  ].join('\n');
}

function linesOf(comparison: Comparison, metric: MetricName): Line[] {
  return [...new Set(comparison.curves.map(({ name }) => name))].map((name): Line => {
    const own = comparison.curves.filter((curve) => curve.name === name);
    const { strategies } = summaryOf(comparison, metric, name);
    return {
      ...strategies.find((strategy) => strategy.name === name)!,
      seeds: own.length,
      characters: mean(own.map(({ points }) => points.at(-1)!.characters)),
      // Nothing is chosen at the last point.
      chooseMs: median(
        own.flatMap(({ points }) => points.slice(0, -1).map(({ scoreMs }) => scoreMs)),
      ),
    };
  });
}

/** All strategies; or `only` beside random, both over the seeds of `only`. */
function summaryOf(comparison: Comparison, metric: MetricName, only?: string): MetricSummary {
  const { curves, fullData } = comparison;
  const all = [...new Set(curves.map(({ seed }) => seed))];
  const own = only === undefined ? all : seedsOf(comparison, only);
  const summary = summarise(
    {
      curves: curves.filter(
        ({ name, seed }) =>
          own.includes(seed) && (only === undefined || name === only || name === baseline),
      ),
      fullData: fullData.filter((_, i) => own.includes(all[i]!)),
    },
    metric,
  );
  if (!summary) throw new Error(`A test set without ${metric}`);
  return summary;
}

const seedsOf = ({ curves }: Comparison, wanted: string): number[] =>
  curves.flatMap(({ name, seed }) => (name === wanted ? [seed] : []));

const gainOf = ({ areaDifference }: Line): number => areaDifference?.mean ?? 0;

const inWords = ({ initial, batch, budget }: Course): string =>
  `begins with ${initial} labels, batches of ${batch}, ${budget} in the end`;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
