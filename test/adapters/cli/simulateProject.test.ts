import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { writeTinyBert } from '../../fixtures/embed/tinyBert.ts';
import { messages } from './records.ts';
import { runCli, type Finished } from './runCli.ts';
import { jsonLines } from '../../harness/topics.ts';

interface Result {
  settings: Record<string, unknown>;
  strategies: {
    name: string;
    points: { labels: number; c: number; s: number; rocAuc: number }[];
  }[];
}

let folder: string;
const at = (name: string): string => join(folder, name);
/** One label in four is wrong, so that no head is perfect. */
const rows = messages(240, 1).map((row, i, all) => ({
  ...row,
  label: i % 4 === 0 ? all[(i * 7) % all.length]!.label : row.label,
}));
const project = {
  pool: 'data/pool.jsonl',
  text: ['title', 'body'],
  labels: [{ name: 'delivery', description: 'a parcel and its courier' }, 'refund', 'account'],
  labelField: { field: 'topic', use: 'ignore', map: { Acc: 'account' } },
  query: { strategy: 'entropy', explore: 0.25, start: 'k-means', batch: 15 },
  head: { C: 3, classWeight: 'balanced' },
  embedding: 'lexical',
  dimensions: 32,
  filter: { kept: 'yes' },
};

const writeProject = (name: string, changes: object): Promise<void> =>
  writeFile(at(name), JSON.stringify({ ...project, ...changes }, null, 1));

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-project-test-'));
  await mkdir(at('data'));
  const topics = rows.map(({ label, ...text }, i) => ({
    ...text,
    topic: label === 'account' ? 'Acc' : label,
    kept: i % 6 === 0 ? 'no' : 'yes',
  }));
  await writeFile(at('data/pool.jsonl'), jsonLines(topics));
  await writeFile(at('pool.jsonl'), jsonLines(rows));
  await writeTinyBert(at('tiny'));
  await writeProject('topics.marginalia.json', {});
});
after(() => rm(folder, { recursive: true, force: true }));

const simulate = (...args: string[]): Promise<Finished> =>
  runCli(['simulate', '--seeds', '1', '--budget', '60', ...args], {
    env: { XDG_CACHE_HOME: at('cache') },
  });

async function simulated(...args: string[]): Promise<Result & { stdout: string }> {
  const { code, stdout, stderr } = await simulate(...args, '--json', at('out.json'));
  assert.deepEqual([code, stderr], [0, '']);
  return { ...(JSON.parse(await readFile(at('out.json'), 'utf8')) as Result), stdout };
}

const fields = (): string[] => [
  '--pool',
  at('pool.jsonl'),
  '--text',
  'title,body',
  '--label',
  'label',
];

describe('simulation of a project', () => {
  test('takes pool, filter, labels, strategy, start, batch, head and dimensions from it', async () => {
    const { stdout, settings, strategies } = await simulated(
      '--project', at('topics.marginalia.json'),
    ); // prettier-ignore
    assert.match(stdout, /pool\.jsonl: 200 records \((\w+ \d+, ){2}\w+ \d+\)$/m);
    assert.match(stdout, /account \d+/);
    assert.doesNotMatch(stdout, /Acc \d+/);
    assert.match(
      stdout,
      /^160 records to ask, 40 to test on .* Begins with 20 records by k-means.*; batches of 15, of which 25 % random\.$/m,
    );
    assert.deepEqual(
      strategies.map(({ name }) => name),
      ['entropy', 'random'],
    );
    assert.deepEqual(strategies[0]!.points.map(({ labels, c }) => [labels, c]), [[20, 3], [35, 3], [50, 3], [60, 3]]); // prettier-ignore
    assert.deepEqual(
      [settings['start'], settings['dimensions'], settings['embedding']],
      ['k-means', 32, 'lexical'],
    );
  });

  test('is overridden by every other option', async () => {
    const { stdout, strategies } = await simulated(
      '--project', at('topics.marginalia.json'), ...fields(),
      '--strategy', 'margin', '--explore', '0', '--start', 'random', '--initial', '10', '--batch', '50',
    ); // prettier-ignore
    assert.match(stdout, /^240 records|pool\.jsonl: 240 records/m);
    assert.match(stdout, /Begins with 10 random records.*; batches of 50\.$/m);
    assert.deepEqual(strategies.map(({ name, points }) => [name, points.map(({ labels }) => labels)]), [['margin', [10, 60]]]); // prettier-ignore
  });

  test('resolves its model folder relatively, and uses its descriptions as prior', async () => {
    await writeProject('model.marginalia.json', { embedding: ['lexical', './tiny'] });
    const args = [
      '--project',
      at('model.marginalia.json'),
      '--strategy',
      'random',
      '--initial',
      '10',
    ];
    const described = await simulated(...args);
    assert.equal(described.strategies[0]!.points[0]!.s, 20);
    await writeProject('bare.marginalia.json', {
      embedding: ['lexical', { folder: 'tiny' }],
      labels: ['delivery', 'refund', 'account'],
    });
    const bare = await simulated(
      '--project',
      at('bare.marginalia.json'),
      ...args.slice(2),
      '--prior',
      '40',
    );
    const again = await simulated(...args, '--prior', '40');
    assert.notEqual(bare.strategies[0]!.points[0]!.rocAuc, again.strategies[0]!.points[0]!.rocAuc);
  });

  test('uses its prior strength, and none if set to off', async () => {
    const strengths: Record<string, number> = {};
    for (const prior of [15, 'off', 0]) {
      await writeProject('prior.marginalia.json', { embedding: ['lexical', './tiny'], prior });
      const args = ['--project', at('prior.marginalia.json'), '--strategy', 'random'];
      strengths[prior] = (await simulated(...args)).strategies[0]!.points[0]!.s;
    }
    assert.deepEqual(strengths, { 15: 15, off: 0, 0: 0 });
  });

  test('counts its hold-out answers', async () => {
    const pricesOf = async (holdout: object): Promise<string[]> => {
      await writeProject('held.marginalia.json', { holdout });
      const { stdout } = await simulated('--project', at('held.marginalia.json'), '--reach', '40');
      return [...stdout.matchAll(/^entropy .* (\d+ \(\d+) answers in all/gm)].map(([, p]) => p!);
    };
    assert.equal((await pricesOf({ size: 0 }))[0], '20 (20');
    assert.equal((await pricesOf({ size: 200 }))[0], '20 (27');
  });

  const refusals: [string, object | string, RegExp][] = [
    ['a mistake in it', '{"pool": "x",\n"labels": [1]}', /^--project: .*, line \d: /],
    ['a head that is not simulated', { head: { kind: 'committee' } }, /"head": "committee", and simulate trains/],
    ['no label field', { labelField: undefined }, /^--label is missing/],
    [
      'a target that no record has',
      {
        query: { strategy: 'exploit', target: 'refund' },
        labelField: { field: 'topic', use: 'ignore', map: { refund: 'delivery' } },
      },
      /No record has the label "refund", which "query\.target" looks for/,
    ],
  ]; // prettier-ignore
  for (const [name, changes, sentence] of refusals) {
    test(`${name} is refused in one sentence`, async () => {
      if (typeof changes === 'string') await writeFile(at('wrong.marginalia.json'), changes);
      else await writeProject('wrong.marginalia.json', changes);
      const { code, stderr } = await simulate('--project', at('wrong.marginalia.json'));
      assert.match(stderr, sentence);
      assert.equal(stderr.trim().split('\n').length, 1);
      assert.equal(code, 2);
    });
  }

  test('a missing project is refused', async () => {
    const { code, stderr } = await simulate('--project', at('none.json'));
    assert.match(stderr, /^--project: cannot read .*none\.json\.$/m);
    assert.equal(code, 2);
  });
});

describe('how a simulation starts, explores and counts', () => {
  test('all strategies of a seed start with the same records, chosen by the start strategy', async () => {
    const starts: Record<string, number> = {};
    for (const start of ['random', 'typiclust', 'k-means', 'likeness']) {
      const embedding = start === 'likeness' ? at('tiny') : 'lexical';
      const { stdout, strategies } = await simulated(
        ...fields(), '--embedding', embedding, '--prior', start === 'likeness' ? '20' : 'off', '--start', start,
        '--initial', '20',
      ); // prettier-ignore
      const [a, b] = strategies.map(({ points }) => points[0]!.rocAuc);
      assert.equal(a, b);
      starts[start] = a!;
      assert.match(stdout, /Begins with 20 .*, the same for all strategies of a seed/);
    }
    assert.notEqual(starts['typiclust'], starts['random']);
    assert.notEqual(starts['k-means'], starts['random']);
  });

  test('random picks are mixed in', async () => {
    const args = [...fields(), '--strategy', 'margin', '--initial', '20', '--batch', '20'];
    const { stdout, strategies } = await simulated(...args, '--explore', '.5');
    assert.match(stdout, /batches of 20, of which 50 % random\.$/m);
    const pure = await simulated(...args);
    assert.equal(strategies[0]!.points[0]!.rocAuc, pure.strategies[0]!.points[0]!.rocAuc);
    assert.notEqual(strategies[0]!.points[1]!.rocAuc, pure.strategies[0]!.points[1]!.rocAuc);
  });

  test('reports the answers needed for each share of full quality, including the hold-out', async () => {
    const { stdout } = await simulated(...fields(), '--initial', '20', '--reach', '50,97.5,100');
    assert.match(
      stdout,
      /labels to 50 % \(0\.\d+\) +labels to 97\.5 % \(0\.\d+\) +labels to 100 %/,
    );
    assert.match(stdout, /^margin .* 20 \(27 answers in all, \d+ k characters\)/m);
  });

  const refusals: [string, string[], RegExp][] = [
    ['start', ['--start', 'best'], /--start must be one of random, typiclust, k-means, likeness, not "best"/],
    ['two beginnings', ['--start', 'typiclust', '--initial-order', 'file'], /either --initial-order file or --start/],
    ['explore', ['--explore', '2'], /--explore must be 0 or between 0 and 1, not "2"/],
    ['reach', ['--reach', '95,120'], /--reach must be a percentage above 0 and up to 100, not "120"/],
    ['likeness without a model', ['--start', 'likeness'], /--start likeness needs labels that are words/],
  ]; // prettier-ignore
  for (const [name, args, sentence] of refusals) {
    test(`${name}: nonsense is refused`, async () => {
      const { code, stderr } = await simulate(...fields(), '--initial', '20', ...args);
      assert.match(stderr, sentence);
      assert.equal(code, 2);
    });
  }
});
