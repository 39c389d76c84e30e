// Trained projects and runs of `predict`; the folder is removed after the tests of the importing file.
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { after } from 'node:test';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import {
  parsePredictArguments,
  type PredictArguments,
} from '../../../src/commandLine/predictArguments.ts';
import { predictFile } from '../../../src/commandLine/predictFile.ts';
import { identityVersion } from '../../../src/core/record.ts';
import type { PredictSummary } from '../../../src/core/predict/predictSummary.ts';
import { databaseOf, type Labelled } from './projects.ts';
import { trainedProject, type TrainedProject } from './trainedProject.ts';

export const root = mkdtempSync(join(tmpdir(), 'marginalia-predicting-'));
after(() => rmSync(root, { recursive: true, force: true }));
export const newFolder = (): string => mkdtempSync(join(root, 'project-'));

interface Line {
  readonly id: string;
  readonly text?: string;
  readonly label?: string | null;
  readonly labels?: readonly string[];
  readonly p?: number;
  readonly probabilities: Readonly<Record<string, number>>;
  readonly is_labelled?: boolean;
  readonly holdout?: boolean;
}

interface Predicted extends PredictSummary {
  readonly text: string;
  readonly lines: readonly Line[];
}

export async function predicted(
  file: string,
  args: readonly string[] = [],
  { input = '', signal = new AbortController().signal } = {},
): Promise<Predicted> {
  const parsed = parsePredictArguments([file, ...args]) as PredictArguments;
  const stdout = new PassThrough();
  const chunks: Buffer[] = [];
  stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const streams = { stdin: Readable.from([input]), stdout, signal, onProgress: () => undefined };
  const summary = await predictFile(parsed, streams);
  const { out, to } = parsed;
  const text = out === '-' ? Buffer.concat(chunks).toString() : readFileSync(out, 'latin1');
  const lines =
    to === 'jsonl'
      ? text
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as Line)
      : [];
  return { ...summary, text, lines };
}

const words = {
  food: ['soup', 'bread', 'fish', 'salad'],
  staff: ['waiter', 'host', 'cook', 'barman'],
  price: ['bill', 'cost', 'fee', 'tip'],
} as const;
export const topics = Object.keys(words) as (keyof typeof words)[];

export function textOf(i: number): string {
  const topic = topics[i % 3]!;
  return `visit ${i}: the ${words[topic][i % 4]} was ${i % 2 ? 'fine' : 'poor'}, ${topic} again`;
}

export const texts = 120;
/** Number of answers, enough to fit a temperature. */
export const labelled = 66;

/** The rows of the pool; one text occurs twice in different spellings. */
export const rows: readonly Labelled[] = [
  ...Array.from({ length: texts }, (_, i): Labelled => {
    const text = textOf(i);
    return i < labelled ? { text, event: { kind: 'label', label: topics[i % 3]! } } : { text };
  }),
  { text: ` ${textOf(100)}\n` },
  { text: 'the fish \ud800 👩‍🍳 é' },
];

const several: readonly Labelled[] = rows.map(({ text }, i) => {
  const yes = [topics[i % 3]!, ...(i % 2 ? ['fine'] : [])];
  const of = [...topics, 'fine'].sort();
  return i < labelled ? { text, event: { kind: 'labels', yes, of } } : { text };
});

export const kinds = {
  single: {
    rows,
    labels: [...topics, 'never given'],
    settings: { embedding: ['lexical', 'static'], holdout: { size: 4 }, prior: 'off' },
  },
  committee: {
    rows,
    labels: topics,
    settings: { embedding: 'lexical', head: { kind: 'committee', members: 3 } },
  },
  prior: {
    rows,
    labels: [...topics, 'never given'],
    settings: { embedding: 'static', prior: 20 },
  },
  several: {
    rows: several,
    labels: [...topics, 'fine'],
    settings: { embedding: 'lexical', task: 'multi' },
  },
} as const;

/** T of the last round; 1 if it has none. */
export function temperatureOf(folder: string): number {
  const store = openSqliteStore(databaseOf(folder), { project: 'reviews', identityVersion });
  const { choices } = store.rounds().at(-1)!;
  store.close();
  return choices?.temperature ?? 1;
}

const made = new Map<keyof typeof kinds, Promise<TrainedProject>>();

/** A shared trained project, which tests must not change. */
export function trained(kind: keyof typeof kinds): Promise<TrainedProject> {
  const project = made.get(kind) ?? trainedProject(newFolder(), kinds[kind]);
  made.set(kind, project);
  return project;
}

/** A copy of a trained project, which a test may change. */
export async function copyOf(kind: keyof typeof kinds): Promise<{ folder: string; file: string }> {
  const folder = newFolder();
  cpSync((await trained(kind)).folder, folder, { recursive: true });
  return { folder, file: join(folder, 'reviews.marginalia.json') };
}
