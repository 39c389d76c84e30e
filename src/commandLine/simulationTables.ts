import { enoughForWeight } from '../core/heads/chooseWeight.ts';
import type { SimulatedCurve } from '../core/simulate/simulate.ts';
import type { MetricSummary, Price, StrategySummary } from '../core/simulate/summary.ts';
import type { PairedDifference } from '../core/metrics/learningCurve.ts';
import { message } from '../core/messages/messages.ts';
import { metricTitles } from '../vscode/text/messages/metricTitles.ts';
import { percent } from '../vscode/text/messages/percent.ts';
import { english } from './english.ts';
import { table } from './table.ts';

/** A measure with a title. */
export type ShownMetric = keyof typeof metricTitles;

/** All points of one curve. Times appear only in the JSON, as they differ between runs. */
export function curveTable<Scores extends object>(
  { name, seed, points }: SimulatedCurve<Scores>,
  metrics: readonly (ShownMetric & keyof Scores)[],
): string {
  const hasPrior = points.some(({ s }) => s > 0);
  const hasWeight = points.some(
    ({ labels, weight }) => weight !== undefined && labels >= enoughForWeight,
  );
  return [
    english(message('simulate.curve', { strategy: name, seed })),
    table([
      [
        'labels',
        ...metrics.map((metric) => metricTitles[metric]),
        'C',
        ...(hasPrior ? ['s'] : []),
        ...(hasWeight ? ['lexical'] : []),
      ],
      ...points.map((point) => [
        String(point.labels),
        ...metrics.map((metric) => fraction(point[metric] as number | null)),
        String(point.c),
        ...(hasPrior ? [String(point.s)] : []),
        ...(hasWeight ? [String(point.weight)] : []),
      ]),
    ]),
  ].join('\n');
}

/** One metric over all seeds: mean curves with paired differences, then areas and prices. */
export function summaryTables(summary: MetricSummary<ShownMetric>, seeds: number): string {
  const { metric, fullData, strategies } = summary;
  const withDifference = strategies.filter(({ marks }) => marks.some((mark) => mark.difference));
  const marks = shownMarks(strategies[0]!.marks.map(({ labels }) => labels));
  const curve = [
    [
      'labels',
      ...strategies.map(({ name }) => name),
      ...withDifference.flatMap(({ name }) => [`${name} − random`, `${name} reaches random's`]),
    ],
    ...marks.map((labels) => {
      const markOf = (strategy: StrategySummary) =>
        strategy.marks.find((mark) => mark.labels === labels)!;
      return [
        String(labels),
        ...strategies.map((strategy) => fraction(markOf(strategy).value)),
        ...withDifference.flatMap((strategy) => [
          difference(markOf(strategy).difference),
          markOf(strategy).randomsValueAt === null
            ? 'never'
            : `at ${markOf(strategy).randomsValueAt}`,
        ]),
      ];
    }),
  ];
  const prices = [
    [
      'strategy',
      'normalised area',
      ...(withDifference.length > 0 ? ['− random'] : []),
      ...strategies[0]!.reached.map(
        ({ share, target }) => `labels to ${percent(share)} % (${fraction(target)})`,
      ),
    ],
    ...strategies.map(({ name, area, areaDifference, reached }) => [
      name,
      fraction(area),
      ...(withDifference.length > 0 ? [difference(areaDifference)] : []),
      ...reached.map(({ price }) => formatPrice(price)),
    ]),
  ];
  return [
    english(message('simulate.summary', { metric, seeds, fullData })),
    table(curve),
    '',
    table(prices),
  ].join('\n');
}

/**
 * All label counts if there are few; otherwise roughly evenly spaced on a logarithmic scale,
 * including the last.
 */
export function shownMarks(labels: readonly number[]): number[] {
  if (labels.length <= 12) return [...labels];
  const shown: number[] = [];
  for (const [i, mark] of labels.entries()) {
    const previous = shown.at(-1);
    const isRound = /^(1|2|3|4|5|7)0+$/.test(String(mark));
    if (previous === undefined || i === labels.length - 1 || (isRound && mark >= previous * 1.2)) {
      shown.push(mark);
    }
  }
  return shown;
}

/** Three decimals, or a dash. */
export function fraction(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

/** "+0.012 [+0.004, +0.020]": mean and 95 % interval by Student's t. */
export function difference(paired: PairedDifference | null): string {
  if (!paired) return '–';
  const { mean, t } = paired;
  return t ? `${signed(mean)} [${signed(t.low)}, ${signed(t.high)}]` : signed(mean);
}

function signed(value: number): string {
  const rounded = value.toFixed(3);
  if (Number(rounded) === 0) return '0.000';
  return value > 0 ? `+${rounded}` : rounded.replace('-', '−');
}

/** "50 (66 answers in all, 5 k characters)". */
export function formatPrice(price: Price): string {
  if (!price) return 'never';
  const { labels, answers, characters } = price;
  return `${labels} (${answers} answers in all, ${Math.round(characters / 1000)} k characters)`;
}
