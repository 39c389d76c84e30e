// Status, train, export and the model card agree about the hold-out, wherever its answers come from.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { FEWEST_RECORDS } from '../../../src/core/metrics/holdoutSupport.ts';
import { runCli } from './runCli.ts';

const root = mkdtempSync(join(tmpdir(), 'marginalia-holdout-'));
after(() => rmSync(root, { recursive: true, force: true }));

interface Said {
  readonly answered: number;
  readonly waiting: number;
  readonly behind: number;
  readonly status: string;
  readonly trained: string;
  /** The number of hold-out answers in an export, and the export's sentence about them. */
  readonly exported: number;
  readonly sentence: string;
  readonly card: string;
}

const words = ['late', 'broken', 'lovely', 'quick', 'slow', 'fine', 'torn', 'neat'];
const row = (i: number, label: string | undefined): object => ({
  text: `parcel ${i} was ${words[i % 8]!} and ${words[(i * 3 + 1) % 8]!}, number ${i * 7}`,
  ...(label !== undefined && { label }),
});

/** @param isLabelled whether a row has a label; labels alternate */
function writePool(folder: string, rows: number, isLabelled: (i: number) => boolean): string {
  const path = join(folder, 'parcels.jsonl');
  const lines = Array.from({ length: rows }, (_, i) =>
    JSON.stringify(row(i, isLabelled(i) ? ['good', 'bad'][i % 2] : undefined)),
  );
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

async function run(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await runCli(args);
  assert.equal(code, 0, `${args.join(' ')}\n${stderr}`);
  return { stdout, stderr };
}

/** Trains a project, and collects what every command says about its hold-out. */
async function saidOf(folder: string, file: string): Promise<Said> {
  const trained = await run('train', file);
  const status = await run('status', file);
  const json = JSON.parse((await run('status', file, '--json')).stdout) as {
    readonly holdout: { answered: number; waiting?: number; behind?: number };
  };
  const { stdout, stderr } = await run('export', file, '--split', 'holdout', '--rows', 'answers');
  await run('model', file, '--out', join(folder, 'model'));
  const { answered, waiting = 0, behind = 0 } = json.holdout;
  return {
    answered,
    waiting,
    behind,
    status: status.stdout,
    trained: trained.stdout,
    exported: stdout.trimEnd().split('\n').length,
    sentence: stderr,
    card: readFileSync(join(folder, 'model', 'README.md'), 'utf8'),
  };
}

function agree({ answered, waiting, behind, status, trained, exported, ...said }: Said): void {
  assert.equal(exported, answered + waiting + behind, 'every answer of the hold-out has one fate');
  const counts = new RegExp(`Of these answers to the hold-out, ${answered} of ${exported} count`);
  if (answered < exported) assert.match(said.sentence, counts);
  else assert.doesNotMatch(said.sentence, /Of these answers/);
  if (waiting > 0) assert.match(status, new RegExp(`${waiting} with an answer wait for their`));
  if (behind > 0) assert.match(status, new RegExp(`${behind} with an answer wait for records`));
  assert.match(status, new RegExp(`Hold-out: ${answered} of \\d+ count`));
  const isMeasured = answered >= FEWEST_RECORDS;
  const figure = /95 % interval/;
  for (const text of [status, trained, said.card]) {
    assert.equal(figure.test(text), isMeasured, text);
  }
  const n = isMeasured ? `on ${answered} records of the hold-out` : `and ${answered} counted`;
  assert.ok(said.card.includes(n), said.card);
}

async function withColumn(isLabelled: (i: number) => boolean, rows: number): Promise<Said> {
  const folder = mkdtempSync(join(root, 'column-'));
  writePool(folder, rows, isLabelled);
  const file = join(folder, 'parcels.marginalia.json');
  const settings = {
    version: 1,
    pool: 'parcels.jsonl',
    text: 'text',
    labels: ['good', 'bad'],
    labelField: { field: 'label', use: 'annotations' },
    embedding: 'lexical',
    holdout: { size: 30, share: 0.5 },
  };
  writeFileSync(file, JSON.stringify(settings));
  const said = await saidOf(folder, file);
  agree(said);
  return said;
}

test('labels of the file count at once, up to the first record without one', async () => {
  const whole = await withColumn(() => true, 60);
  assert.equal(whole.waiting + whole.behind, 0);
  assert.ok(whole.answered >= FEWEST_RECORDS);
  const torn = await withColumn((i) => i % 3 > 0, 60);
  assert.ok(torn.behind > 0 && torn.answered < FEWEST_RECORDS, JSON.stringify(torn));
  assert.match(torn.trained, /fewer than 10 records of the hold-out count|answered in its turn/);
});

test('imported answers wait for their turn, and no metric uses them', async () => {
  const folder = mkdtempSync(join(root, 'import-'));
  const given = writePool(folder, 60, () => true);
  const file = join(folder, 'labelled.marginalia.json');
  await run('import', given, '--new', file);
  const said = await saidOf(folder, file);
  agree(said);
  assert.equal(said.answered, 0);
  assert.ok(said.waiting > 0);
});
