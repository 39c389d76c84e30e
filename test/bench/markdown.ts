import {
  difference,
  fraction,
  formatPrice,
  shownMarks,
} from '../../src/commandLine/simulationTables.ts';
import { percent } from '../../src/vscode/text/messages/percent.ts';
import type { MetricSummary } from '../../src/core/simulate/summary.ts';

/** "95.1 %" */
export const perCent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** @param rows the first one is the heading; the first column is left-aligned, numbers right-aligned */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const [heading, ...body] = rows;
  const rule = heading!.map((_, column) => (column === 0 ? '---' : '--:'));
  return [line(heading!), line(rule), ...body.map(line)].join('\n');
}

/** Mean curves at round numbers of labels, with the paired difference from random. */
export function curveMarkdown({ strategies }: MetricSummary): string {
  const compared = strategies.filter(({ marks }) => marks.some((mark) => mark.difference));
  const marks = shownMarks(strategies[0]!.marks.map(({ labels }) => labels));
  return markdownTable([
    [
      'labels',
      ...strategies.map(({ name }) => name),
      ...compared.flatMap(({ name }) => [`${name} − random`, `${name} has random’s value`]),
    ],
    ...marks.map((labels) => {
      const at = (strategy: (typeof strategies)[number]) =>
        strategy.marks.find((mark) => mark.labels === labels)!;
      return [
        String(labels),
        ...strategies.map((strategy) => fraction(at(strategy).value)),
        ...compared.flatMap((strategy) => [
          difference(at(strategy).difference),
          at(strategy).randomsValueAt === null ? 'never' : `at ${at(strategy).randomsValueAt}`,
        ]),
      ];
    }),
  ]);
}

/**
 * Areas under the curves, and the cost of 95 % and 98 % of the full-data metric: training labels, all answers
 * (including those for a hold-out of 200), and characters of the training records.
 */
export function priceMarkdown({ strategies }: MetricSummary): string {
  return markdownTable([
    [
      'strategy',
      'normalised area',
      '− random',
      ...strategies[0]!.reached.map(
        ({ share, target }) => `labels to ${percent(share)} % (${fraction(target)})`,
      ),
    ],
    ...strategies.map(({ name, area, areaDifference, reached }) => [
      name,
      fraction(area),
      difference(areaDifference),
      ...reached.map(({ price }) => formatPrice(price)),
    ]),
  ]);
}
