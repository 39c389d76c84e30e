import { pairedDifference } from '../../src/core/metrics/learningCurve.ts';
import { markdownTable } from './markdown.ts';

/** Numbers of training labels at which calibration is measured. */
export const marks = [50, 200, 600];

/** Calibration of a head's probabilities. */
export interface Fit {
  readonly ece: number;
  readonly logLoss: number;
}

export interface Measured {
  readonly set: string;
  readonly way: Way;
  readonly embedding: string;
  readonly seed: number;
  readonly labels: number;
  readonly c: number;
  readonly temperature: number;
  readonly before: Fit;
  readonly after: Fit;
}

/** How records are chosen: by the strategy and start of new projects, or at random. */
export const ways = ['new project', 'random'] as const;
export type Way = (typeof ways)[number];

/**
 * The report of all measurements.
 * @param former an earlier report, whose lines stay until at least as many seeds are measured
 */
export function temperatureReport(
  sets: readonly { readonly name: string; readonly title: string }[],
  all: readonly Measured[],
  former: string,
): string {
  const earlier = linesOf(former);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const embeddings = new Set([
    ...all.map(({ embedding }) => embedding),
    ...earlier.map(([title = '']) => title.slice(title.lastIndexOf(', ') + 2)),
  ]);
  const rows = sets.flatMap(({ name, title }) =>
    [...embeddings].flatMap((embedding) =>
      ways.flatMap((way) =>
        marks.flatMap((labels) => {
          const about = [`${title}, ${embedding}`, way, String(labels)];
          const own = all.filter(
            (one) =>
              one.set === name &&
              one.way === way &&
              one.embedding === embedding &&
              one.labels === labels,
          );
          const line = earlier.find((cells) => about.every((cell, i) => cells[i] === cell));
          if (line && Number(line[about.length]) > own.length) return [line];
          if (own.length === 0) return [];
          const of = (told: (one: Measured) => number): number => mean(own.map(told));
          const worse = own.map(({ before, after }) => after.ece - before.ece);
          const temperatures = own.map(({ temperature }) => temperature);
          const { t: interval } = pairedDifference(
            own.map(({ after }) => after.ece),
            own.map(({ before }) => before.ece),
            { seed: 1 },
          );
          return [
            [
              ...about,
              String(own.length),
              of(({ before }) => before.ece).toFixed(4),
              of(({ after }) => after.ece).toFixed(4),
              signed(mean(worse)),
              interval ? `${signed(interval.low)} … ${signed(interval.high)}` : '–',
              signed(Math.max(...worse)),
              of(({ before }) => before.logLoss).toFixed(4),
              of(({ after }) => after.logLoss).toFixed(4),
              `${Math.min(...temperatures).toFixed(2)}–${Math.max(...temperatures).toFixed(2)}`,
            ],
          ];
        }),
      ),
    ),
  );
  return `# Calibrated probabilities

Made by \`npm run bench -- temperature\`: T fitted on the product's schedule (at 50, 100, 200, 500 labels) to held-out probabilities
of the training records, which are chosen as in a new project (margin or mmc with a tenth at random, after typiclust), or by chance.
ECE is the expected calibration error in ten bins on records that nothing was chosen by: of the most probable label, as on the metrics
page; of several labels, of all decisions about labels. Every line is a mean over seeds, beside it the 95 % interval of the
difference (Student's t over the seeds, which are pairs) and the worst seed. No prior.

${markdownTable([
  [
    ...['set', 'chosen by', 'labels', 'seeds', 'ECE before', 'after', 'difference'],
    ...['95 % interval', 'worst seed', 'log-loss before', 'after', 'T'],
  ],
  ...rows,
])}
`;
}

const signed = (value: number): string => (value > 0 ? '+' : '') + value.toFixed(4);

/** The cells of a report's lines. */
function linesOf(report: string): readonly string[][] {
  const lines = report.split('\n').filter((line) => line.startsWith('| '));
  // The first two are the heading and the rule below it.
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
