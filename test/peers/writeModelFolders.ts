import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exampleTexts } from '../../src/core/modelFolder/exampleTexts.ts';
import { exportModel } from '../../src/host/exportModel.ts';
import { modelOfRound } from '../../src/host/modelOfRound.ts';
import { openProjectToRead } from '../../src/host/projectToRead.ts';
import { SentenceModel } from '../../src/adapters/transformers/sentenceModel.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/openSqliteStore.ts';
import { identityVersion, recordIdOf } from '../../src/core/record.ts';
import { databaseOf } from '../adapters/cli/projects.ts';
import { argumentsOf, runCli } from '../adapters/cli/runCli.ts';
import { projectIn, reviews } from '../adapters/modelFolder/pools.ts';
import { addRound, type RoundOnDisk } from '../adapters/modelFolder/roundOnDisk.ts';

const data = resolve(process.env['MARGINALIA_DATA'] ?? '../shared/data');

interface Source {
  readonly rows: Parameters<typeof projectIn>[1];
  readonly labels: readonly string[];
}

const lexical = { use: 'lexical', weight: 1 } as const;
const half = { use: 'lexical', weight: 0.5 } as const;
const staticBlock = { use: 'static', weight: 1 } as const;
const sentences = { use: 'bge-small-en-v1.5', weight: 1 } as const;
const work = { modelsDir: 'models' };

/**
 * Set by `--all`: models every shared data set with a sentence model too, alone and beside lexical vectors.
 */
const isAll = process.env['MARGINALIA_PEERS_ALL'] === '1';
/** How many texts are scored, the last ones of each data set; fewer for a sentence model, which is slower. */
const scored = 1500;
const scoredBySentences = isAll ? scored : 100;
/** How many records models are trained on, and how many the lexical vectors are fitted on. */
const trainedOn = 300;
const inPool = 2000;

const linesOf = (name: string): string[] =>
  readFileSync(join(data, name), 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '');

/** The value of a field of a tab-separated file, quoted or not. */
const unquoted = (field: string): string =>
  field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;

function sms(): Source {
  const rows = linesOf('sms_spam/sms.tsv').map((line) => {
    const [label = '', ...text] = line.split('\t');
    return { text: text.join('\t'), label };
  });
  return { rows, labels: ['ham', 'spam'] };
}

function news(): Source {
  const rows = linesOf('ag_news/test.csv').map((line) => {
    const [label, title, description] = line.slice(1, -1).split('","');
    return { text: `${title} ${description}`.replaceAll('""', '"'), label: `topic ${label}` };
  });
  return { rows, labels: ['topic 1', 'topic 2', 'topic 3', 'topic 4'] };
}

function tweets(): Source {
  const rows = linesOf('tweets/train.jsonl').map((line) => {
    const { text, label, target } = JSON.parse(line) as Record<string, unknown>;
    return { text: text as string, label: String(label ?? target) };
  });
  return { rows, labels: [...new Set(rows.map(({ label }) => label))].sort() };
}

function emotions(): Source {
  const names = linesOf('goemotions/labels.txt');
  const rows = linesOf('goemotions/dev.tsv').map((line) => {
    const [text = '', ids = ''] = line.split('\t');
    return { text: unquoted(text), yes: ids.split(',').map((id) => names[Number(id)]!) };
  });
  return { rows, labels: names };
}

/** Tweets, their tokens joined by blanks; the label says whether a tweet contains a name. */
function entities(): Source {
  const sentences = readFileSync(join(data, 'wnut17/emerging.dev.conll'), 'utf8').split(/\n\s*\n/);
  const rows = sentences.flatMap((sentence) => {
    const tokens = sentence.split('\n').map((line) => line.split('\t'));
    const text = tokens
      .map(([token]) => token)
      .join(' ')
      .trim();
    const label = tokens.some(([, tag]) => tag && tag !== 'O') ? 'names' : 'no names';
    return text === '' ? [] : [{ text, label }];
  });
  return { rows, labels: ['names', 'no names'] };
}

/** Kinds of models by name, which is part of the folder's name. */
type Kinds = Readonly<Record<string, RoundOnDisk>>;

const ownVectors: Kinds = {
  lexical: { blocks: [lexical] },
  static: { blocks: [staticBlock], choices: { temperature: 1.2 } },
  'lexical and static': { blocks: [lexical, staticBlock], choices: { temperature: 0.8 } },
};
const alone: Kinds = { 'sentence model': { blocks: [sentences] } };
const beside: Kinds = { 'half lexical and sentence model': { blocks: [half, sentences] } };
const bySentences = isAll ? { ...alone, ...beside } : {};

/**
 * Writes a folder `NAME.model` for each kind of model and data set, as `marginalia model` does, and beside it
 * `NAME.expected.jsonl`: texts with the product's own probabilities.
 */
export async function writeModelFolders(to: string): Promise<void> {
  // score.mjs with a sentence model resolves onnxruntime-node from the folders above it.
  const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));
  symlinkSync(packages, join(to, 'node_modules'), 'junction');
  rememberVectors();
  const made = { rows: reviews(120), labels: ['good', 'bad'] };
  const few = { ...made, rows: made.rows.slice(0, 40) };
  const committee: RoundOnDisk = { committee: 4, choices: { temperature: 1.5 } };
  await writeKinds(to, 'made', made, { committee });
  await writeKinds(to, 'made', few, { ...alone, ...beside });
  if (!existsSync(data)) return;
  const { lexical: words, static: pieces, ...both } = ownVectors;
  const write = (set: string, source: Source, kinds: Kinds): Promise<void> =>
    writeKinds(to, `shared ${set}`, source, { ...kinds, ...bySentences });
  await write('sms_spam', sms(), { lexical: words!, ...alone });
  await write('ag_news', news(), both);
  await write('tweets', tweets(), { static: pieces! });
  await write('wnut17', entities(), both);
  await write('goemotions', emotions(), { ...ownVectors, ...beside });
}

/** One project with a round of each kind. */
async function writeKinds(
  to: string,
  set: string,
  { rows, labels }: Source,
  kinds: Kinds,
): Promise<void> {
  const place = mkdtempSync(join(to, `${set}.project-`));
  const answered = rows
    .slice(0, inPool)
    .map((row, i) => (i < trainedOn ? row : { text: row.text }));
  const project = projectIn(place, answered, labels);
  for (const [kind, round] of Object.entries(kinds)) {
    await addRound(project, round);
    await exportModel(project, { to: join(to, `${set}, ${kind}.model`) }, work);
    await writeExpected(project, join(to, `${set}, ${kind}.expected.jsonl`), rows);
  }
}

/** Caches sentence vectors of single texts, since two kinds of models need them. */
function rememberVectors(): void {
  const embed = Reflect.get(SentenceModel.prototype, 'embed');
  const known = new Map<string, Promise<Float32Array>>();
  SentenceModel.prototype.embed = function (this: SentenceModel, texts, signal) {
    const [text] = texts;
    if (text === undefined || texts.length > 1) return embed.call(this, texts, signal);
    const key = `${this.fingerprint} ${text}`;
    const vector = known.get(key) ?? embed.call(this, texts, signal);
    known.set(key, vector);
    return vector;
  };
}

async function writeExpected(project: string, to: string, rows: Source['rows']): Promise<void> {
  const opened = await openProjectToRead(project);
  const { score, model, close } = await modelOfRound({ opened, ...work });
  const encodes = model.blocks.some(({ kind }) => kind === 'encoder');
  const last = rows.slice(encodes ? -scoredBySentences : -scored);
  const all = [...exampleTexts, long, ...last.map(({ text }) => text)];
  // The scripts skip blank texts, which their self-tests cover.
  const texts = all.filter((text) => text.trim() !== '');
  const { data: p } = await score(texts, {});
  const c = model.labels.length;
  const lines = texts.map((text, i) => {
    const probabilities = model.labels.map((label, j) => [label, p[i * c + j]]);
    return `${JSON.stringify({ text, probabilities: Object.fromEntries(probabilities) as object })}\n`;
  });
  writeFileSync(to, lines.join(''));
  await close();
  await opened.close();
}

/**
 * Makes the starting point of docs/use-from-python.md by the commands that it names: in `guide`, and for
 * several labels per record in `guide of several`.
 */
export async function writeGuides(to: string): Promise<void> {
  const rows = reviews(160);
  await writeGuide(join(to, 'guide'), rows, ['good', 'bad']);
  const several = rows.map(({ text, label }, i) => ({
    text,
    yes: [label, ...(i % 4 === 0 ? ['urgent'] : [])],
  }));
  await writeGuide(join(to, 'guide of several'), several, ['good', 'bad', 'urgent']);
}

async function writeGuide(
  place: string,
  rows: Parameters<typeof projectIn>[1],
  labels: readonly string[],
): Promise<void> {
  mkdirSync(place);
  const project = projectIn(place, rows, labels);
  const options = { project: 'reviews', identityVersion };
  const store = openSqliteStore(databaseOf(place), options);
  const members = rows
    .slice(-50)
    .map(({ text }) => ({ recordId: recordIdOf(text), multiplicity: 1 }));
  store.setHoldout({ members, seed: 1, at: 1 });
  store.close();
  await addRound(project);
  const page = readFileSync(new URL('../../docs/use-from-python.md', import.meta.url), 'utf8');
  const [, commands = ''] = /```sh\n(marginalia [^]*?)```/.exec(page)!;
  for (const line of commands.trim().split('\n')) {
    const { code, stderr } = await runCli(argumentsOf(line), { cwd: place });
    assert.equal(code, 0, `${line}\n${stderr}`);
  }
  const [, texts = ''] = /```jsonl\n([^]*?)```/.exec(page)!;
  writeFileSync(join(place, 'texts.jsonl'), texts);
}

const long = Array.from({ length: 10_000 }, (_, i) => `w${i % 301} größer 👍`).join(' ');

if (process.argv[1] !== undefined && basename(process.argv[1]) === 'writeModelFolders.ts') {
  await writeModelFolders(process.argv[2]!);
  await writeGuides(process.argv[2]!);
}
