import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Rng } from '../../../src/core/rng.ts';
import { runCli } from './runCli.ts';
import { jsonLines } from '../../harness/topics.ts';

interface Point {
  labels: number;
  microF1: number;
  macroF1: number;
  macroAp: number;
  labelsAveraged: number;
  subsetAccuracy: number;
}
interface Result {
  settings: Record<string, unknown>;
  sizes: { pool: number; test: number };
  strategies: { name: string; seed: number; points: Point[] }[];
}

let folder: string;
const at = (name: string): string => join(folder, name);
const words = ['refund money paid', 'late parcel driver', 'password login account', 'thanks great'];

/** Lines of an id, a text about some topics, and the topics' ids. */
function lines(count: number, seed: number): string[] {
  const rng = new Rng(seed);
  return Array.from({ length: count }, (_, i) => {
    const topics = words.map((_, j) => j).filter((j) => rng.uniform() < 0.25 + 0.05 * j);
    const drawn = topics.flatMap((j) => words[j]!.split(' ').filter(() => rng.uniform() < 0.8));
    const text = [...drawn, `case${rng.integer(40)}`, `ref${seed}x${i}`].join(' ');
    return `${text}\t${topics.length > 0 ? topics.join(',') : '9'}`;
  });
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-several-'));
  await writeFile(at('first.tsv'), lines(150, 1).join('\n'));
  await writeFile(at('second.tsv'), lines(150, 2).join('\n'));
  await writeFile(at('held.tsv'), lines(120, 3).join('\n'));
  const twins = ['the very same text\t0,1', 'the very same text\t1, 0', 'another text twice\t2'];
  await writeFile(at('twins.tsv'), [...lines(60, 4), ...twins, 'another text twice\t3'].join('\n'));
  const ids = [...words.keys(), 9].map(String);
  const rows = lines(150, 1).map((line) => {
    const [text = '', found = ''] = line.split('\t');
    return { text, set: found.split(',') };
  });
  const shared = {
    text: 'text',
    labels: ids,
    task: 'multi',
    decide: 'perLabel',
    embedding: 'lexical',
    prior: 'off',
    query: { explore: 0, start: 'random' },
  };
  const columns = Object.fromEntries(ids.map((id) => [id, `is_${id}`]));
  const inColumns = rows.map(({ text, set }) => ({
    text,
    ...Object.fromEntries(ids.map((id) => [`is_${id}`, set.includes(id) ? 1 : 0])),
  }));
  const use = 'annotations';
  for (const [name, objects, labelField] of [
    ['lists', rows, { field: 'set', use }],
    ['columns', inColumns, { columns, use }],
  ] as const) {
    await writeFile(at(`${name}.jsonl`), jsonLines(objects));
    const project = { ...shared, pool: `${name}.jsonl`, labelField };
    await writeFile(at(`${name}.marginalia.json`), JSON.stringify(project));
  }
});
after(() => rm(folder, { recursive: true, force: true }));

const reading = '--no-header --columns text,ids --text text --label ids'.split(' ');
const several = ['--task', 'multi', '--separator', ','];
const course = '--initial 20 --batch 20 --budget 60 --seeds 2 --dimensions 16'.split(' ');

async function simulated(...args: string[]): Promise<Result & { stdout: string }> {
  const all = ['simulate', ...reading, ...several, ...course, ...args, '--json', at('out.json')];
  const { code, stdout, stderr } = await runCli(all);
  assert.equal(stderr, '');
  assert.equal(code, 0);
  return { ...(JSON.parse(await readFile(at('out.json'), 'utf8')) as Result), stdout };
}

describe('simulate --task multi', () => {
  const both = (): string[] => ['--pool', at('first.tsv'), '--pool', at('second.tsv')];

  test('reads several pools and draws a test set of the given size', async () => {
    const { strategies, sizes, settings, stdout } = await simulated(...both(), '--test-size', '80');
    assert.deepEqual(
      strategies.map(({ name, seed }) => `${name} ${seed}`),
      ['mmc 1', 'random 1', 'mmc 2', 'random 2'],
    );
    assert.deepEqual({ pool: sizes.pool, test: sizes.test }, { pool: 220, test: 80 });
    assert.equal(settings['task'], 'multi');
    assert.equal(settings['decide'], 'global');
    for (const { points } of strategies) {
      assert.deepEqual(points.map(({ labels }) => labels), [20, 40, 60]); // prettier-ignore
      const last = points.at(-1)!;
      assert.equal(last.labelsAveraged, 5);
      assert.ok(last.macroAp > 0.7 && last.microF1 > 0.7, JSON.stringify(last));
      assert.ok(last.macroF1 > 0 && last.subsetAccuracy > 0);
    }
    assert.match(stdout, /300 records \(.*9 \d+/);
    assert.match(stdout, /^labels +micro-F1 +macro-F1 +macro-AP +subset accuracy +C$/m);
    assert.match(stdout, /^macro-AP: mean over 2 seeds/m);
  });

  test('a project’s lists or columns give the curves of the same sets between separators', async () => {
    const own = ['--test-size', '40', '--strategy', 'mmc,random', '--seeds', '1'];
    const separated = await simulated('--pool', at('first.tsv'), ...own);
    for (const name of ['lists', 'columns']) {
      const project = ['--project', at(`${name}.marginalia.json`), '--json', at('out.json')];
      const { code, stderr } = await runCli(['simulate', ...project, ...course, ...own]);
      assert.deepEqual([code, stderr], [0, '']);
      const { strategies, sizes, settings } = JSON.parse(
        await readFile(at('out.json'), 'utf8'),
      ) as Result;
      assert.equal(settings['decide'], 'perLabel');
      assert.deepEqual(sizes, separated.sizes);
      const scores = ({ points }: { readonly points: readonly Point[] }): number[] =>
        // The order of the labels affects the last digits of their mean.
        points.map(({ macroAp }) => Number(macroAp.toFixed(9)));
      assert.deepEqual(strategies.map(scores), separated.strategies.map(scores));
    }
  });

  test('reads JSON lists without a separator', async () => {
    const pool = ['--pool', at('lists.jsonl'), '--text', 'text', '--label', 'set'];
    const own = ['--test-size', '40', '--strategy', 'random', '--seeds', '1', '--task', 'multi'];
    const { code, stdout, stderr } = await runCli(['simulate', ...pool, ...course, ...own]);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^labels +micro-F1/m);
  });

  test('decides by a threshold per label, or at one half', async () => {
    const run = async (...args: string[]) =>
      (await simulated(...both(), '--test-size', '80', '--strategy', 'random', ...args)).strategies;
    const [global, own, half] = [
      await run(),
      await run('--decide', 'perLabel'),
      await run('--decide', 'half'),
    ].map((strategies) => strategies.flatMap(({ points }) => points));
    const aps = (points: readonly Point[]): number[] => points.map(({ macroAp }) => macroAp);
    assert.deepEqual(aps(own!), aps(global!));
    assert.deepEqual(aps(half!), aps(global!));
    assert.notDeepEqual(own, global);
    assert.notDeepEqual(half, global);
  });

  test('tests on a file, or on the given number of its records', async () => {
    const file = [...both(), '--test', at('held.tsv'), '--strategy', 'random', '--seeds', '1'];
    const { sizes } = await simulated(...file);
    assert.deepEqual({ pool: sizes.pool, test: sizes.test }, { pool: 300, test: 120 });
    const some = await simulated(...file, '--test-size', '50');
    assert.deepEqual({ pool: some.sizes.pool, test: some.sizes.test }, { pool: 300, test: 50 });
  });

  test('merges equal texts with equal label sets and drops contradictions, unless kept apart', async () => {
    const own = ['--pool', at('twins.tsv'), '--test-share', '0.3', '--strategy', 'random'];
    const { sizes, stdout } = await simulated(...own, '--seeds', '1', '--budget', '30');
    // 60 records plus the one on which two rows agree in another order, without the contradiction.
    assert.equal(sizes.pool + sizes.test, 61);
    assert.match(stdout, /61 records .*left out: 1 with conflicting labels/);
    const apart = await simulated(...own, '--seeds', '1', '--budget', '30', '--no-merge');
    assert.equal(apart.sizes.pool + apart.sizes.test, 64);
  });

  test('explains what is wrong', async () => {
    const pool = ['--pool', at('first.tsv')];
    const cases: [string[], RegExp][] = [
      [
        [...pool, '--task', 'multi'],
        /exactly one label.*the separator between them with --separator/,
      ],
      [[...pool, '--separator', ','], /--separator is for --task multi/],
      [[...pool, '--decide', 'half'], /--decide is for --task multi/],
      [[...pool, '--task', 'both'], /--task must be one of single, multi, not "both"/],
      [
        [...pool, ...several, '--decide', 'best'],
        /--decide must be one of global, perLabel, half, not "best"/,
      ],
      [
        [...pool, ...several, '--strategy', 'margin'],
        /“margin” is for records with one label each/,
      ],
      [[...pool, '--strategy', 'mmc'], /“mmc” is for records that may have several labels/],
      [
        [...pool, '--test-size', '5', '--test-share', '0.1'],
        /either --test-share or --test-size, not both/,
      ],
      [['--project', at('lists.marginalia.json'), '--task', 'single'], /has the task "multi"/],
    ];
    for (const [args, expected] of cases) {
      const { code, stderr } = await runCli(['simulate', ...reading, ...args]);
      assert.match(stderr, expected);
      assert.equal(code, 2, stderr);
    }
  });
});
