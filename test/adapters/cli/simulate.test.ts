import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { messages } from './records.ts';
import { writeTinyBert } from '../../fixtures/embed/tinyBert.ts';
import { runCli, type Finished } from './runCli.ts';
import { jsonLines } from '../../harness/topics.ts';

interface Point {
  labels: number;
  accuracy: number;
  macroF1: number;
  rocAuc: number;
  fitMs: number;
  scoreMs: number;
}
interface Result {
  strategies: { name: string; seed: number; points: Point[] }[];
  fullData: { seed: number; accuracy: number }[];
}

let folder: string;
const at = (name: string): string => join(folder, name);
const rows = messages(400, 1);
const settings = '--initial 20 --batch 40 --budget 140 --seeds 3'.split(' ');
const fields = ['--text', 'title,body', '--label', 'label'];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-cli-test-'));
  const text = jsonLines(rows);
  await writeFile(at('pool.jsonl'), text);
  await writeFile(at('pool.jsonl.gz'), gzipSync(text));
  await writeFile(
    at('bare.csv'),
    rows.map(({ label, title, body }) => `"${label}","${title}","${body}"`).join('\n'),
  );
  await writeFile(at('test.jsonl'), jsonLines(messages(100, 2)));
});
after(() => rm(folder, { recursive: true, force: true }));

const simulate = (...args: string[]): Promise<Finished> =>
  runCli(['simulate', ...fields, ...settings, ...args]);

async function simulated(...args: string[]): Promise<Result & { stdout: string }> {
  const { code, stdout, stderr } = await simulate(...args, '--json', at('out.json'));
  assert.equal(stderr, '');
  assert.equal(code, 0);
  return { ...(JSON.parse(await readFile(at('out.json'), 'utf8')) as Result), stdout };
}

describe('simulate on the command line', () => {
  test('paired curves of both strategies, as tables and as JSON', async () => {
    const { strategies, fullData, stdout } = await simulated(
      '--pool', at('pool.jsonl'), '--strategy', 'margin,random',
    ); // prettier-ignore
    assert.deepEqual(
      strategies.map(({ name, seed }) => `${name} ${seed}`),
      ['margin 1', 'random 1', 'margin 2', 'random 2', 'margin 3', 'random 3'],
    );
    for (const { name, seed, points } of strategies) {
      assert.deepEqual(points.map(({ labels }) => labels), [20, 60, 100, 140]); // prettier-ignore
      for (const point of points) {
        for (const share of [point.accuracy, point.macroF1, point.rocAuc]) {
          assert.ok(share > 0.3 && share <= 1, `${name} ${seed}: ${share}`);
        }
        assert.ok(point.fitMs > 0 && point.scoreMs >= 0);
      }
      assert.ok(points.at(-1)!.rocAuc > points[0]!.rocAuc, `${name} ${seed} has learnt nothing`);
      assert.match(stdout, new RegExp(`^${name}, seed ${seed}$`, 'm'));
    }
    for (const seed of [1, 2, 3]) {
      const [a, b] = strategies
        .filter((curve) => curve.seed === seed)
        .map(({ points }) => points[0]!);
      assert.equal(a!.rocAuc, b!.rocAuc);
    }
    assert.equal(fullData.length, 3);
    assert.match(stdout, /^320 records to ask, 80 to test on \(test set drawn for each seed\)/m);
    assert.match(stdout, /^labels +margin +random +margin − random +margin reaches random's$/m);
    assert.match(stdout, /^ +140 +0\.\d{3} +0\.\d{3} +\S+ \[\S+, \S+\] +(at \d+|never)$/m);
    assert.match(stdout, /labels to 95 % \(0\.\d+\) +labels to 98 %/);
  });

  test('the same arguments print the same text', async () => {
    const args = ['--pool', at('pool.jsonl'), '--seeds', '1'];
    const { stdout } = await simulate(...args);
    assert.ok(stdout.length > 100);
    assert.equal((await simulate(...args)).stdout, stdout);
  });

  test('a gzip file and a headerless CSV file give the same numbers', async () => {
    const args = ['--seeds', '1', '--pool'];
    const plain = await simulated(...args, at('pool.jsonl'));
    const zipped = await simulated(...args, at('pool.jsonl.gz'));
    const bare = await simulated(
      ...args, at('bare.csv'), '--no-header', '--columns', 'label,title,body',
    ); // prettier-ignore
    const numbers = ({ strategies }: Result): unknown =>
      strategies.map(({ points }) => points.map(({ labels, rocAuc }) => [labels, rocAuc]));
    assert.deepEqual(numbers(zipped), numbers(plain));
    assert.deepEqual(numbers(bare), numbers(plain));
  });

  test('with --no-quotes, quotes are part of the text', async () => {
    const lines = rows.map(({ label, body }, i) => `${label}\t${i % 5 === 0 ? '"' : ''}${body}`);
    await writeFile(at('quotes.tsv'), lines.join('\n'));
    const { code, stdout, stderr } = await runCli([
      'simulate', '--pool', at('quotes.tsv'), '--no-header', '--columns', 'label,text', '--no-quotes',
      '--text', 'text', '--label', 'label', ...settings, '--seeds', '1',
    ]); // prettier-ignore
    assert.equal(stderr, '');
    assert.equal(code, 0);
    assert.match(stdout, /quotes\.tsv: 400 records \(/);
  });

  test('blocks are joined, and a model’s vectors are cached for the next run', async () => {
    await writeTinyBert(at('tiny'));
    const args = [
      'simulate', ...fields, '--initial', '20', '--batch', '20', '--budget', '60', '--seeds', '1',
      '--pool', at('pool.jsonl'), '--embedding', `lexical,${at('tiny')}*2`, '--json', at('out.json'),
    ]; // prettier-ignore
    const env = { XDG_CACHE_HOME: at('cache') };
    const first = await runCli(args, { env });
    assert.deepEqual([first.code, first.stderr], [0, '']);
    const { settings: said } = JSON.parse(await readFile(at('out.json'), 'utf8')) as {
      settings: { embedding: string };
    };
    assert.equal(said.embedding, `½ lexical + 2 ${at('tiny')}`);
    // One file for the pool, one for the labels.
    const files = await readdir(at('cache/marginalia/simulate'));
    assert.equal(files.length, 2);
    const kept = () =>
      Promise.all(files.map((file) => readFile(at(`cache/marginalia/simulate/${file}`))));
    const vectors = await kept();
    const second = await runCli(args, { env });
    assert.equal(second.stdout, first.stdout);
    assert.deepEqual(await kept(), vectors);
    const lexical = await runCli(args.map((arg) => (arg.startsWith('lexical') ? 'lexical' : arg)));
    assert.notEqual(lexical.stdout, first.stdout);
  });

  test('a given test set, and a start with the first records of the file', async () => {
    const { stdout, strategies } = await simulated(
      '--pool', at('pool.jsonl'), '--test', at('test.jsonl'), '--initial-order', 'file',
    ); // prettier-ignore
    assert.match(stdout, /^400 records to ask, 100 to test on \(given test set\)/m);
    assert.match(stdout, /Begins with the first 20 records/);
    assert.equal(new Set(strategies.map(({ points }) => points[0]!.rocAuc)).size, 1);
  });

  test('conflicting labels are excluded and counted; duplicates are one record', async () => {
    const [first, second] = rows;
    const more = [
      first!,
      { ...second!, label: 'something else' },
      { title: 'x', body: 'no label' },
    ];
    const text = jsonLines([...rows, ...more]);
    await writeFile(at('conflicts.jsonl'), text);
    const { stdout, code } = await simulate('--pool', at('conflicts.jsonl'), '--seeds', '1');
    assert.equal(code, 0);
    assert.match(
      stdout,
      /399 records \(.*; left out: 1 with conflicting labels, 1 without a label$/m,
    );
  });

  test('Ctrl+C exits cleanly and leaves nothing behind', async () => {
    const temporary = (): string[] =>
      readdirSync(folder).filter((name) => name.startsWith('marginalia-'));
    let during: string[] = [];
    const { code, stderr } = await runCli(
      ['simulate', '--pool', at('pool.jsonl'), ...fields, '--seeds', '10000', '--batch', '1'],
      {
        env: { TMPDIR: folder },
        onStart: (child) =>
          child.stdout!.once('data', () => {
            during = temporary();
            child.kill('SIGINT');
          }),
      },
    );
    assert.equal(stderr, 'Stopped.\n');
    assert.equal(code, 130);
    assert.equal(during.length, 1);
    assert.deepEqual(temporary(), []);
  });
});

describe('nonsensical arguments are refused in one sentence, with exit code 2', () => {
  const pool = (): string[] => ['--pool', at('pool.jsonl')];
  const refusals: [string, () => string[], RegExp][] = [
    ['no command', () => [], /^Name a command\./],
    [
      'unknown command',
      () => ['simulaet'],
      /There is no command "simulaet"\. Did you mean “simulate”\?/,
    ],
    ['unknown option', () => ['simulate', '--sead', '1'], /Unknown option '--sead'/],
    ['no value', () => ['simulate', '--pool'], /'--pool <value>' argument missing/],
    ['stray argument', () => ['simulate', 'pool.jsonl'], /Unexpected argument 'pool.jsonl'/],
    ['no pool', () => ['simulate', ...fields], /--pool is missing/],
    ['no label', () => ['simulate', ...pool(), '--text', 'body'], /--label is missing/],
    [
      'missing file',
      () => ['simulate', '--pool', at('none.jsonl'), ...fields],
      /There is no file .*none/,
    ],
    [
      'missing test file',
      () => ['simulate', ...pool(), ...fields, '--test', at('none.jsonl')],
      /There is no file .*none/,
    ],
    [
      'wrong text field',
      () => ['simulate', ...pool(), '--text', 'message', '--label', 'label'],
      /no field "message".*"body".*Correct --text\./,
    ],
    [
      'wrong label field',
      () => ['simulate', ...pool(), '--text', 'body', '--label', 'class'],
      /no row has "class".*Correct --label\./,
    ],
    [
      'one label only',
      () => ['simulate', '--pool', at('one.jsonl'), ...fields],
      /All records have the label "a"/,
    ],
    [
      'unknown strategy',
      () => ['simulate', ...pool(), ...fields, '--strategy', 'margin,best'],
      /no query strategy “best”.*margin/,
    ],
    [
      'a number',
      () => ['simulate', ...pool(), ...fields, '--batch', '0'],
      /--batch must be a whole/,
    ],
    [
      'budget below the beginning',
      () => ['simulate', ...pool(), ...fields, '--initial', '50', '--budget', '40'],
      /--budget \(40\) must be at least --initial \(50\)/,
    ],
    [
      'test share',
      () => ['simulate', ...pool(), ...fields, '--test-share', '1.5'],
      /--test-share must lie between 0 and 1/,
    ],
    [
      'two test sets',
      () => ['simulate', ...pool(), ...fields, '--test', 'a', '--test-share', '.2'],
      /either --test or --test-share/,
    ],
    [
      'order',
      () => ['simulate', ...pool(), ...fields, '--initial-order', 'sorted'],
      /--initial-order must be random or file/,
    ],
    [
      'embedding',
      () => ['simulate', ...pool(), ...fields, '--embedding', 'lexical,bert'],
      /--embedding: there is no folder bert, and no embedding of that name\. Use one of: auto, /,
    ],
    [
      'auto among blocks',
      () => ['simulate', ...pool(), ...fields, '--embedding', 'lexical,auto'],
      /--embedding: auto cannot be combined/,
    ],
    [
      'a block twice',
      () => ['simulate', ...pool(), ...fields, '--embedding', 'lexical,lexical*2'],
      /--embedding names a block twice/,
    ],
    [
      'a weight',
      () => ['simulate', ...pool(), ...fields, '--embedding', 'lexical*none'],
      /--embedding: a weight must be a number above 0, not "none"/,
    ],
    [
      'no folder for the JSON',
      () => ['simulate', ...pool(), ...fields, '--json', at('none/out.json')],
      /Cannot write .*out\.json/,
    ],
  ];
  before(async () => {
    const lines = rows.map((row) => JSON.stringify({ ...row, label: 'a' }));
    await writeFile(at('one.jsonl'), lines.join('\n'));
  });
  for (const [name, args, sentence] of refusals) {
    test(name, async () => {
      const { code, stdout, stderr } = await runCli(args());
      assert.match(stderr, sentence);
      assert.doesNotMatch(stderr, /^\s+at /m);
      assert.equal(stdout, '');
      assert.equal(code, 2);
    });
  }

  test('--help succeeds', async () => {
    for (const args of [['--help'], ['simulate', '--help']]) {
      const { code, stdout, stderr } = await runCli(args);
      assert.match(stdout, /^Usage: marginalia/);
      assert.equal(stderr, '');
      assert.equal(code, 0);
    }
  });
});
