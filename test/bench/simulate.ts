import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Comparison } from '../../src/core/simulate/compareStrategies.ts';
import { summarise, type MetricSummary } from '../../src/core/simulate/summary.ts';
import type { MetricName } from '../../src/core/simulate/simulatedMetrics.ts';
import { metricTitles } from '../../src/vscode/text/messages/metricTitles.ts';
import { curveMarkdown, markdownTable, priceMarkdown } from './markdown.ts';
import { dataFolders, studySets } from './studySets.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const results = fileURLToPath(new URL('results/', import.meta.url));

/** A data set, how it is replayed, and the aims. */
interface Study {
  readonly title: string;
  readonly file: string;
  /** Arguments of `simulate`, with paths relative to the shared data, or to the folder of derived files. */
  readonly args: string;
  /** Writes the derived files into a folder. */
  readonly derive?: (folder: string) => Promise<unknown>;
  readonly metric: MetricName;
  readonly remark: string;
  /** A sentence per aim that says whether it was reached. */
  readonly aims: (summary: MetricSummary) => string[];
  /** Further tables. */
  readonly more?: (summary: MetricSummary, data: string) => Promise<string>;
}

const sentenceModel = '--embedding lexical,bge-small-en-v1.5 --prior off';

const studies: readonly Study[] = [
  {
    title: 'Tweets (sentiment, 2 classes)',
    file: 'tweets/train.jsonl',
    args:
      '--pool tweets/train.jsonl --test tweets/test.jsonl --text text --label label --strategy margin,random ' +
      '--initial 100 --initial-order file --batch 100 --budget 3000 --seeds 10',
    metric: 'rocAuc',
    remark:
      'The split and the first 100 records are those of the tutorial, so the seeds differ only in ties, ' +
      'cross-validation folds and random draws: the intervals say nothing about another test set, and one of ' +
      '800 tweets is itself good to about ±.03.',
    aims: (summary) => [
      atLeast(summary, 'margin', 1000, 0.74),
      atLeast(summary, 'margin', 3000, 0.775),
    ],
    more: beyondTheTutorial,
  },
  {
    title: 'SMS spam (2 classes, 12 % spam)',
    file: 'sms_spam/sms.tsv',
    args:
      '--pool sms_spam/sms.tsv --no-header --columns label,text --no-quotes --text text --label label ' +
      '--test-share 0.2 --strategy margin,random --initial 20 --batch 10 --budget 600 --seeds 10',
    metric: 'macroF1',
    remark: 'A test set of its own for each seed.',
    aims: (summary) => [halfTheLabels(summary, 400)],
  },
  {
    title: 'SMS spam, with the sentence model',
    file: 'sms_spam/sms.tsv',
    args:
      '--pool sms_spam/sms.tsv --no-header --columns label,text --no-quotes --text text --label label ' +
      `--test-share 0.2 --strategy margin,random --initial 20 --batch 10 --budget 200 --seeds 10 ${sentenceModel}`,
    metric: 'macroF1',
    remark: 'A test set of its own for each seed.',
    aims: (summary) => [atLeast(summary, 'margin', 40, 0.9), atLeast(summary, 'margin', 100, 0.97)],
  },
  {
    title: 'Tweets, with the sentence model',
    file: 'tweets/train.jsonl',
    args:
      '--pool tweets/train.jsonl --test tweets/test.jsonl --text text --label label --strategy margin,random ' +
      `--initial 100 --batch 100 --budget 1000 --seeds 10 ${sentenceModel}`,
    metric: 'rocAuc',
    remark: 'The split of the tutorial; a beginning of its own for each seed.',
    aims: (summary) => [
      atLeast(summary, 'random', 100, 0.8),
      atLeast(summary, 'random', 200, 0.825),
      atLeast(summary, 'random', 500, 0.835),
      atLeast(summary, 'random', 1000, 0.85),
    ],
    more: beyondTheTutorial,
  },
  {
    title: 'AG News (4 classes)',
    file: 'ag_news/test.csv',
    args:
      '--pool ag_news/test.csv --no-header --columns class,title,description --text title,description ' +
      '--label class --test-share 0.2 --strategy margin,random --initial 100 --batch 100 --budget 3000 --seeds 10',
    metric: 'macroF1',
    remark: 'A test set of its own for each seed. Here the gain is small.',
    aims: () => [],
  },
  {
    title: 'AG News, with the sentence model',
    file: 'ag_news/test.csv',
    args:
      '--pool ag_news/test.csv --no-header --columns class,title,description --text title,description --label class ' +
      `--test-share 0.2 --strategy margin,random --initial 100 --batch 100 --budget 1000 --seeds 10 ${sentenceModel}`,
    metric: 'macroF1',
    remark: 'A test set of its own for each seed.',
    aims: () => [],
  },
  {
    title: 'GoEmotions (28 emotions), with the sentence model',
    file: 'goemotions/dev.tsv',
    derive: (folder) =>
      studySets.find(({ name }) => name === 'goemotions')!.args(dataFolders(folder)),
    args:
      '--pool goemotions.tsv --no-header --columns text,label,comment --text text --label label ' +
      `--test-share 0.2 --strategy margin,random --initial 100 --batch 100 --budget 1000 --seeds 10 ${sentenceModel}`,
    metric: 'macroF1',
    remark:
      'The first emotion of each comment counts: goemotions.tsv has the comments of dev.tsv and test.tsv with their ' +
      'first id. A test set of its own for each seed.',
    aims: () => [],
  },
];

/**
 * Replays the studies through the command line, and writes their tables to results/simulate.md after each.
 * `MARGINALIA_STUDIES='tweets, with;ag news'` names the beginnings of titles; sections of other studies stay.
 * @returns a summary sentence
 */
export async function reportSimulations(): Promise<string> {
  const data = process.env['MARGINALIA_DATA'] ?? join(root, '../shared/data');
  if (!studies.every(({ file }) => existsSync(join(data, file)))) {
    return 'Not replayed: shared data absent.';
  }
  const wanted = (process.env['MARGINALIA_STUDIES'] ?? '').toLowerCase().split(';');
  const path = join(results, 'simulate.md');
  await mkdir(results, { recursive: true });
  const former = await readFile(path, 'utf8').catch(() => '');
  const sections = new Map(
    former
      .split(/^## /m)
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')), `## ${part.trimEnd()}`]),
  );
  for (const study of studies) {
    const { title } = study;
    if (!wanted.some((name) => title.toLowerCase().startsWith(name))) continue;
    console.log(`• ${title}`);
    sections.set(title, await section(study, data));
    const present = studies.flatMap((other) => sections.get(other.title) ?? []);
    await writeFile(path, `${[preface, ...present].join('\n\n')}\n`);
  }
  return 'Written: test/bench/results/simulate.md';
}

const preface = `# Simulated learning curves

Made by \`npm run bench -- simulate\`. Lexical embedder where no other is named, logistic head, C by cross-validation on the labels bought so far,
never on the test set. Rows of identical text are one record; near-duplicates stay on one side of a split that is drawn;
the embedder is fitted on the pool without the test set. Differences are strategy − random within each of the paired seeds,
with the 95 % interval of Student's t. A crossing is the first point from which the mean over seeds stays above.

The embedder's own defaults (n-grams, pruning, the weighting of singular values) were chosen by experiments on these three
data sets, the tweets' test set included. The levels below are therefore somewhat flattering; the differences between two
strategies, which share the embedder, less so. Another data set is the fair test. Where test sets are drawn, those of different
seeds overlap, so that the intervals are a little narrow.`;

async function section(study: Study, data: string): Promise<string> {
  const { title, args, metric, remark } = study;
  const comparison = await replay(study, data);
  const summary = summarise(comparison, metric);
  if (!summary) throw new Error(`${title}: no ${metric}`);
  const { sizes } = comparison;
  const aims = study.aims(summary);
  const name = metricTitles[metric];
  return [
    `## ${title}`,
    `${sizes.pool} records to ask, ${sizes.test} to test on. ${remark} All labels of the pool give ${name} ` +
      `${summary.fullData.toFixed(3)}.`,
    `\`node dist/cli.js simulate ${args}\``,
    curveMarkdown(summary),
    priceMarkdown(summary),
    ...(aims.length > 0 ? [aims.map((aim) => `- ${aim}`).join('\n')] : []),
    ...(study.more ? [await study.more(summary, data)] : []),
  ].join('\n\n');
}

async function replay({ args, derive }: Study, data: string): Promise<Comparison> {
  const folder = await mkdtemp(join(tmpdir(), 'marginalia-bench-'));
  try {
    await derive?.(folder);
    const given = args.split(' ').map((arg) => {
      const derived = join(folder, arg);
      return existsSync(derived) ? derived : arg;
    });
    const json = join(folder, 'curves.json');
    const cli = join(root, 'src/cli.ts');
    await promisify(execFile)(process.execPath, [cli, 'simulate', ...given, '--json', json], {
      cwd: data,
      maxBuffer: 2 ** 26,
    });
    const { strategies, ...rest } = JSON.parse(await readFile(json, 'utf8')) as Omit<
      Comparison,
      'curves'
    > & { strategies: Comparison['curves'] };
    return { ...rest, curves: strategies };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function atLeast(summary: MetricSummary, name: string, labels: number, aim: number): string {
  const value = meanAt(summary, name, labels);
  const reached = value >= aim ? 'reached' : 'missed';
  return `Aim, ${metricTitles[summary.metric]} of ${name} at ${labels} labels ≥ ${aim}: ${value.toFixed(3)}, ${reached}.`;
}

function halfTheLabels({ metric, strategies }: MetricSummary, labels: number): string {
  const margin = strategies.find(({ name }) => name === 'margin')!;
  const needed = margin.marks.find((mark) => mark.labels === labels)!.randomsValueAt;
  const reached = needed !== null && needed <= labels / 2 ? 'reached' : 'missed';
  return (
    `Aim, margin has random's ${metricTitles[metric]} of ${labels} labels with at most ${labels / 2}: ` +
    `${needed ?? 'never'}, ${reached}.`
  );
}

const meanAt = ({ strategies }: MetricSummary, name: string, labels: number): number =>
  strategies.find((own) => own.name === name)!.marks.find((mark) => mark.labels === labels)!.value;

/** The tutorial's published curve beside ours, at the same numbers of labels. */
async function beyondTheTutorial(summary: MetricSummary, data: string): Promise<string> {
  const text = await readFile(join(data, 'tweets/reference_curve.csv'), 'utf8');
  const published = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));
  const marks = [100, 200, 300, 500, 700, 1000, 1500, 2000, 2500, 3000];
  const most = summary.strategies[0]!.marks.at(-1)!.labels;
  const rows = marks
    .filter((labels) => labels <= most)
    .map((labels) => {
      const [, , uncertainty, fileOrder] = published.find((row) => row[1] === labels)!;
      return [
        String(labels),
        uncertainty!.toFixed(3),
        fileOrder!.toFixed(3),
        meanAt(summary, 'margin', labels).toFixed(3),
        meanAt(summary, 'random', labels).toFixed(3),
      ];
    });
  return [
    'Beside the tutorial’s own curve (ROC-AUC on the same split; one run, DistilBERT embeddings from a pretrained network, which know ' +
      'English before the first label; file order is its baseline):',
    markdownTable([
      ['labels', 'tutorial: uncertainty', 'tutorial: file order', 'here: margin', 'here: random'],
      ...rows,
    ]),
  ].join('\n\n');
}
