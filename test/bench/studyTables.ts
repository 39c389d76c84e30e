import { fraction, difference } from '../../src/commandLine/simulationTables.ts';
import { metricTitles } from '../../src/vscode/text/messages/metricTitles.ts';
import { answersInAll } from '../../src/core/holdout/holdoutDue.ts';
import {
  crossing,
  meanCurve,
  normalisedArea,
  pairedDifference,
  type Curve,
} from '../../src/core/metrics/learningCurve.ts';
import type { Comparison } from '../../src/core/simulate/compareStrategies.ts';
import type { MetricName } from '../../src/core/simulate/simulatedMetrics.ts';
import { markdownTable } from './markdown.ts';
import type { StudySet } from './studySets.ts';

/** The curves of a data set, old and new. The full-data metric is that of the old vectors. */
export type SetResults = Comparison;

/** Training labels of the old default whose quality is the target. */
const labelsBefore = 500;
const marks = [20, 60, 100, 200, 500];

/** Random records under the label prior. */
export const priorNames = {
  none: 'prior: none',
  auto: 'prior: auto',
  rotated: 'prior: names rotated',
  second: 'prior: second descriptions',
} as const;
const priorMarks = [20, 50, 100, 200, 500];

const oldDefault = 'old default';
const newDefault = 'new default';

/** All tables: the savings, then every set. */
export function studyMarkdown(
  sets: readonly StudySet[],
  done: Readonly<Record<string, SetResults>>,
): string {
  const present = sets.flatMap((set) => {
    const results = done[set.name];
    return results ? [{ set, results }] : [];
  });
  // A set may have results for some ways only.
  const has = ({ results }: Saved, way: string): boolean =>
    results.curves.some(({ name }) => name === way);
  const saved = present.filter((one) => has(one, oldDefault) && has(one, newDefault));
  const priors = Object.values<string>(priorNames);
  return [
    preface,
    ...(saved.length > 0 ? ['## What is saved', savedMarkdown(saved)] : []),
    ...priorMarkdown(present),
    ...present
      .filter(({ results }) => results.curves.some(({ name }) => !priors.includes(name)))
      .map(({ set, results }) => setMarkdown(set, results)),
  ].join('\n\n');
}

const preface = `# How to begin and what to ask, with vectors that know the language

Made by \`npm run bench -- study\` from the shared data and clones of public repositories (\`MARGINALIA_SETS\`), which are not part of this one.
The old default is that of version b3b2783: lexical vectors, margin with 10 % random picks after a random start, C from 1, 3, 10, 30, 100 at any
number of labels, no label prior. The new one is that of new projects: ½ lexical ⊕ bge-small-en-v1.5 from the first draw on, lexical 0, ½ or 1 as
cross-validation chooses from 100 labels on, the labels' words as prior, a start by TypiClust, C of at least 30 while there are fewer than 200 labels, margin with 10 % random picks. Both begin with 20 labels and
ask 20 more between two trainings. Every other line changes one thing of the default above it. Seeds are paired; test sets are drawn for each seed
in whole groups of near-duplicates where a set brings none. Intervals: 95 %, Student's t.

Tables say how many seeds they rest on. Descriptions of labels are one line each from
the sets' own documentation (\`test/bench/labels\`), written down before the first run. The limit of C was chosen on SMS spam and on the findings
of others; the rule for s on SMS spam, questions and product reviews, so its numbers there are somewhat flattering. A dash: not measured.`;

/** The fewest seeds with which a set counts in the median. */
const fewestSeeds = 3;

interface Saved {
  readonly set: StudySet;
  readonly results: SetResults;
}

/**
 * The number of labels from which the new default stays at or above the old one's quality at 500 labels: training
 * labels alone, and all answers including the hold-out.
 */
function savedMarkdown(all: readonly Saved[]): string {
  const rows = all.map(({ set, results }) => {
    const { metric } = set;
    const before = valueAt(results, oldDefault, metric, labelsBefore);
    const full = mean(results.fullData.map((scores) => scores[metric]!));
    const curves = [...curvesOf(results, newDefault, metric).values()];
    return { set, results, before, full, labels: crossing(curves, before), seeds: curves.length };
  });
  const ratios = (of: (labels: number) => number): string => {
    const shares = rows
      .filter(({ seeds }) => seeds >= fewestSeeds)
      .map(({ labels }) => (labels === null ? Infinity : of(labels)));
    const sorted = [...shares].sort((a, b) => a - b);
    const middle = sorted.length / 2;
    const median = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
    return ratio(median);
  };
  const holdoutOf = ({ sizes }: SetResults): number => Math.min(200, Math.floor(0.2 * sizes.pool));
  const answers = (labels: number, results: SetResults): number =>
    answersInAll(labels, holdoutOf(results));
  const share = ({ labels }: (typeof rows)[number], of: (n: number) => number): string =>
    labels === null ? 'not within 500' : `${of(labels)} (${ratio(of(labels) / of(labelsBefore))})`;
  return [
    markdownTable([
      [
        'set',
        'seeds',
        'metric',
        `old default at ${labelsBefore}`,
        'of its full data',
        'new default there: training labels',
        'all answers',
      ],
      ...rows.map((row) => [
        row.set.title,
        String(row.seeds),
        metricTitles[row.set.metric],
        fraction(row.before),
        row.results.fullData.length > 0 ? `${Math.round((100 * row.before) / row.full)} %` : '–',
        share(row, (n) => n),
        share(row, (n) => answers(n, row.results)),
      ]),
    ]),
    `Median of the sets with ${fewestSeeds} seeds or more: ${ratios((labels) => labels / labelsBefore)} of the training labels. The old default asks ` +
      `${answersInAll(labelsBefore)} answers in all for ${labelsBefore} training labels.`,
  ].join('\n\n');
}

/** The gain from label words on random records, and the cost if they belong to another label. */
function priorMarkdown(all: readonly Saved[]): string[] {
  const measured = all.filter(({ results }) =>
    results.curves.some(({ name }) => name === priorNames.auto),
  );
  if (measured.length === 0) return [];
  const rows = measured.flatMap(({ set, results }) =>
    [...new Set<MetricName>([set.metric, 'rocAuc'])].flatMap((metric) => {
      const none = curvesOf(results, priorNames.none, metric);
      const named = [priorNames.auto, priorNames.rotated, priorNames.second].filter((name) =>
        results.curves.some((curve) => curve.name === name),
      );
      return named.map((name) => {
        const own = curvesOf(results, name, metric);
        const cells = priorMarks.map((labels) => {
          const values = (from: typeof own): number[] =>
            [...own.keys()].map((seed) => at(from.get(seed)!, labels));
          return difference(pairedDifference(values(own), values(none), { seed: 1 }));
        });
        return [set.title, String(own.size), metricTitles[metric], name.slice(7), ...cells];
      });
    }),
  );
  return [
    '## What the labels’ words are worth',
    'Random records, C from 30 on below 200 labels; the difference to no prior (s = 0), by labels. s is chosen at each of these numbers. “Second descriptions” were written from the labels’ names alone (`test/bench/labels/second`), before any run.',
    markdownTable([['set', 'seeds', 'metric', 's', ...priorMarks.map(String)], ...rows]),
  ];
}

function setMarkdown(set: StudySet, results: SetResults): string {
  const { metric, title, source } = set;
  const { sizes, curves } = results;
  const others = Object.values<string>(priorNames);
  const compared = new Set(curves.map(({ name }) => name));
  for (const name of others) compared.delete(name);
  // Curves replayed later are appended; each way stands below its reference.
  const isOld = (name: string): boolean => name.startsWith(oldDefault);
  const names = [...compared].sort((a, b) => Number(isOld(b)) - Number(isOld(a)));
  const most = Math.max(...names.map((name) => curvesOf(results, name, metric).size));
  let reference = oldDefault;
  const rows = names.map((name) => {
    if (name === newDefault) reference = newDefault;
    const isReference = name === reference;
    const own = curvesOf(results, name, metric);
    const others = curvesOf(results, reference, metric);
    const common = [...own.keys()].filter((seed) => others.has(seed));
    const paired = (of: (curve: Curve) => number): string => {
      if (isReference || common.length === 0) return '–';
      const values = (from: typeof own): number[] => common.map((seed) => of(from.get(seed)!));
      return difference(pairedDifference(values(own), values(others), { seed: 1 }));
    };
    return [
      own.size < most ? `${name} (${own.size} seeds)` : name,
      ...marks.map((labels) => fraction(valueAt(results, name, metric, labels))),
      paired((curve) => at(curve, 100)),
      fraction(mean([...own.values()].map((curve) => normalisedArea(curve)!))),
      paired((curve) => normalisedArea(curve)!),
    ];
  });
  return [
    `## ${title}`,
    `From ${source}. ${sizes.pool} records to ask, ${sizes.test} to test on; ${most === 1 ? '1 seed' : `${most} seeds`}; ${metricTitles[metric]}.`,
    markdownTable([
      ['', ...marks.map(String), 'difference at 100', 'area, 20–500', 'difference'],
      ...rows,
    ]),
  ].join('\n\n');
}

/** By seed. */
function curvesOf(
  { curves }: Comparison,
  name: string,
  metric: MetricName,
): ReadonlyMap<number, Curve> {
  const own = curves.filter((curve) => curve.name === name);
  return new Map(
    own.map(({ seed, points }) => [
      seed,
      points.map(({ labels, [metric]: value }) => ({
        labels,
        value: value!,
        low: null,
        high: null,
      })),
    ]),
  );
}

const at = (curve: Curve, labels: number): number =>
  curve.find((point) => point.labels === labels)!.value;

function valueAt(results: Comparison, name: string, metric: MetricName, labels: number): number {
  const mean = meanCurve([...curvesOf(results, name, metric).values()]);
  return mean.find((point) => point.labels === labels)!.value;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const ratio = (value: number): string => value.toFixed(2).replace(/^0/, '');
