import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { messages } from './records.ts';
import { runCli, type Finished } from './runCli.ts';
import { npyFile } from '../../harness/npy.ts';
import { jsonLines } from '../../harness/topics.ts';

const rows = messages(120, 1);
const kinds = [...new Set(rows.map(({ label }) => label))];

let folder: string;
const at = (name: string): string => join(folder, name);
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-own-vectors-'));
  await writeFile(at('pool.jsonl'), jsonLines(rows));
  // Each label is a direction, so that these vectors alone determine the labels.
  const own = rows.map(({ label }, i) => [...kinds.map((kind) => +(kind === label)), 0.01 * i]);
  await writeFile(at('own.npy'), npyFile(own));
  await writeFile(at('few.npy'), npyFile(own.slice(0, 100)));
  await writeFile(
    at('own.marginalia.json'),
    JSON.stringify({
      pool: 'pool.jsonl',
      text: ['title', 'body'],
      labels: kinds,
      labelField: { field: 'label', use: 'ignore' },
      embedding: [{ vectors: './own.npy', by: 'row' }],
    }),
  );
});
after(() => rm(folder, { recursive: true, force: true }));

const course = ['--strategy', 'random', '--initial', '20', '--batch', '10', '--budget', '30'];
const given = (...args: string[]): Promise<Finished> =>
  runCli(['simulate', '--seeds', '1', ...course, ...args], {
    env: { XDG_CACHE_HOME: at('cache') },
  });
const named = ['--text', 'title,body', '--label', 'label'];

async function accuracy(...args: string[]): Promise<number> {
  const { code, stderr } = await given(...args, '--json', at('out.json'));
  assert.deepEqual([code, stderr], [0, '']);
  const { strategies } = JSON.parse(await readFile(at('out.json'), 'utf8')) as {
    strategies: { points: { accuracy: number }[] }[];
  };
  return strategies[0]!.points[0]!.accuracy;
}

describe('a simulation on vectors of one’s own', () => {
  test('takes them row by row, alone, beside others and from a project', async () => {
    const pool = ['--pool', at('pool.jsonl'), ...named];
    assert.equal(await accuracy(...pool, '--embedding', at('own.npy')), 1);
    assert.equal(await accuracy(...pool, '--embedding', `lexical,${at('own.npy')}*2`), 1);
    assert.equal(await accuracy('--project', at('own.marginalia.json')), 1);
    // Lexical vectors of so few records do not determine the labels as well.
    assert.ok((await accuracy(...pool, '--embedding', 'lexical')) < 1);
  });

  test('refuses too few rows, and a test set in separate files', async () => {
    const pool = ['--pool', at('pool.jsonl'), ...named];
    const few = await given(...pool, '--embedding', at('few.npy'));
    assert.equal(few.code, 2);
    assert.match(few.stderr, /20 of 120 records have no vector.*few\.npy/);
    const test = ['--test', at('pool.jsonl'), '--embedding', at('own.npy')];
    const tested = await given(...pool, ...test);
    assert.equal(tested.code, 2);
    assert.match(tested.stderr, /--test: a file of vectors has rows for the pool only/);
  });
});
