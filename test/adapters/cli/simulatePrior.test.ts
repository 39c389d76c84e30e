import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { writeTinyBert } from '../../fixtures/embed/tinyBert.ts';
import { messages } from './records.ts';
import { runCli } from './runCli.ts';
import { jsonLines } from '../../harness/topics.ts';

interface Point {
  rocAuc: number;
  s: number;
}

let folder: string;
const at = (name: string): string => join(folder, name);
const labels = ['delivery', 'refund', 'account'];
const words = ['parcel courier street', 'money card charged twice', 'login password email'];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-prior-test-'));
  const write = (name: string, rows: readonly object[]): Promise<void> =>
    writeFile(at(name), jsonLines(rows));
  const rows = messages(200, 1);
  const numbered = rows.map((row) => ({ ...row, label: labels.indexOf(row.label) }));
  await writeTinyBert(at('tiny'));
  await write('pool.jsonl', rows);
  await write('numbers.jsonl', numbered);
  await write(
    'labels.jsonl',
    labels.map((value, i) => ({ value, name: value.toUpperCase(), description: words[i] })),
  );
  await write('delivery.jsonl', [{ value: 'delivery' }]);
  await write('broken.jsonl', [{ value: 'delivery' }, { name: 'Refund' }]);
  await writeFile(at('names.txt'), `${labels.join('\n')}\n`);
  await writeFile(at('delivery.txt'), 'delivery');
});
after(() => rm(folder, { recursive: true, force: true }));

const fields = ['--text', 'title,body', '--label', 'label'];

/** The option for the usual pool, unless the arguments name one, since several pools are joined. */
function pool(args: readonly string[]): string[] {
  return args.includes('--pool') ? [] : ['--pool', at('pool.jsonl')];
}

async function simulated(...args: string[]): Promise<{ stdout: string; points: Point[] }> {
  const { code, stdout, stderr } = await runCli(
    ['simulate', ...pool(args), ...fields, '--embedding', `lexical,${at('tiny')}`,
     '--strategy', 'random', '--initial', '10', '--batch', '30', '--budget', '40', '--seeds', '1',
     '--json', at('out.json'), ...args],
    { env: { XDG_CACHE_HOME: at('cache') } },
  ); // prettier-ignore
  assert.deepEqual([code, stderr], [0, '']);
  const { strategies } = JSON.parse(await readFile(at('out.json'), 'utf8')) as {
    strategies: { points: Point[] }[];
  };
  return { stdout, points: strategies[0]!.points };
}

const strengths = ({ points }: { points: Point[] }): number[] => points.map(({ s }) => s);

describe('label names as the prior of a simulation', () => {
  test('s is 20 if labels are words, and cross-validated from 20 labels on', async () => {
    const { stdout, points } = await simulated();
    assert.equal(points[0]!.s, 20);
    assert.ok([0, 10, 20, 40, 80].includes(points[1]!.s));
    assert.match(stdout, /^labels +accuracy +macro-F1 +ROC-AUC +C +s$/m);
    assert.match(stdout, /^Label prior: s from 0, 10, 20, 40, 80 by cross-validation/m);
  });

  test('off equals no prior, and a number stays fixed', async () => {
    const off = await simulated('--prior', 'off');
    assert.deepEqual(strengths(off), [0, 0]);
    assert.match(off.stdout, /^Label prior: off\.$/m);
    assert.match(off.stdout, /ROC-AUC +C$/m);
    const fixed = await simulated('--prior', '15');
    assert.deepEqual(strengths(fixed), [15, 15]);
    assert.match(fixed.stdout, /^Label prior: s = 15\.$/m);
    assert.notEqual(fixed.points[0]!.rocAuc, off.points[0]!.rocAuc);
  });

  test('descriptions are used', async () => {
    const names = await simulated('--prior', '40');
    const described = await simulated('--prior', '40', '--labels', at('labels.jsonl'));
    assert.notEqual(described.points[0]!.rocAuc, names.points[0]!.rocAuc);
  });

  test('numeric labels give no prior until a file names them, line by line', async () => {
    const plain = await simulated('--pool', at('numbers.jsonl'));
    assert.deepEqual(strengths(plain), [0, 0]);
    assert.match(plain.stdout, /^Label prior: off, as the label "\d" is a number or a code/m);
    const named = await simulated('--pool', at('numbers.jsonl'), '--labels', at('names.txt'));
    assert.equal(named.points[0]!.s, 20);
    // The label set is in row order in both files.
    assert.deepEqual(named.points[0]!.rocAuc, (await simulated()).points[0]!.rocAuc);
  });

  test('there is none without a sentence model', async () => {
    assert.deepEqual(strengths(await simulated('--embedding', 'lexical')), [0, 0]);
  });
});

describe('a nonsensical prior is refused in one sentence, with exit code 2', () => {
  const refusals: [string, () => string[], RegExp][] = [
    ['a word', () => ['--prior', 'on'], /--prior must be auto, off or a number above 0, not "on"/],
    ['below 0', () => ['--prior=-3'], /--prior must be auto, off or a number above 0, not "-3"/],
    [
      'lexical vectors',
      () => ['--prior', 'auto'],
      /--prior: lexical vectors know nothing of the labels' words\. Add a sentence model/,
    ],
    [
      'labels beside lexical vectors',
      () => ['--labels', at('labels.jsonl')],
      /--labels: lexical vectors know nothing of the labels' words/,
    ],
    ['no file', () => ['--labels', at('none.txt')], /--labels: cannot read .*none\.txt/],
    [
      'a line without a value',
      () => ['--labels', at('broken.jsonl')],
      /--labels: line 2 of .*broken\.jsonl is not \{"value"/,
    ],
    [
      'a label left out',
      () => ['--labels', at('delivery.jsonl')],
      /--labels: .*delivery\.jsonl does not describe the label "\w+"\. Add \{"value"/,
    ],
    [
      'a line too few',
      () => ['--labels', at('delivery.txt')],
      /--labels: .*delivery\.txt does not describe the label "\w+"\. Add a line\./,
    ],
    [
      'numbers',
      () => ['--pool', at('numbers.jsonl'), '--prior', '20', '--embedding', at('tiny')],
      /--prior: the label "\d" is a number or a code without a description\. Describe it in --labels\./,
    ],
  ];
  for (const [name, args, sentence] of refusals) {
    test(name, async () => {
      const given = ['simulate', ...pool(args()), ...fields, ...args()];
      const { code, stderr } = await runCli(given);
      assert.match(stderr, sentence);
      assert.equal(stderr.trim().split('\n').length, 1);
      assert.equal(code, 2);
    });
  }
});
