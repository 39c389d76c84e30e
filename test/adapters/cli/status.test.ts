// `status`: the numbers of the panel, read beside an open window or from a clone without a database.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { measuredIn } from '../../../src/core/metrics/holdoutMetrics.ts';
import { openProject } from '../../fixtures/oldProjects/openProject.ts';
import { unpackOurs } from '../../fixtures/oldProjects/unpack.ts';
import { writeProject } from './projects.ts';
import { runCli } from './runCli.ts';
import { folderContents } from '../../harness/folderContents.ts';

const root = mkdtempSync(join(tmpdir(), 'marginalia-status-'));
after(() => rmSync(root, { recursive: true, force: true }));
const newFolder = (): string => mkdtempSync(join(root, 'project-'));

async function statusOf(file: string): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await runCli(['status', file, '--json']);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('status', () => {
  test('has the numbers that an open window shows, and the forecast that it made', async () => {
    const folder = newFolder();
    const name = 'lexical-400';
    unpackOurs(name, folder);
    const file = join(folder, `${name}.marginalia.json`);
    const settings = JSON.parse(readFileSync(file, 'utf8')) as object;
    const target = { metric: 'accuracy', value: 0.99 };
    writeFileSync(file, JSON.stringify({ ...settings, target }));
    const window = await openProject(folder, name, { answers: 'a', modelsDir: root });
    try {
      await window.answer(() => ({ kind: 'label', label: 'Refund' }));
      const { view } = window.learner;
      const status = await statusOf(file);
      const { labelled, skipped, flagged, byLabel } = view.counts;
      assert.ok(labelled > 400);
      assert.deepEqual(
        [status['labelled'], status['skipped'], status['flagged'], status['labels']],
        [labelled, skipped, flagged, byLabel],
      );
      assert.deepEqual(status['holdout'], view.holdout);
      assert.equal((status['pool'] as { records: number }).records, view.pool.size);
      assert.equal(status['rounds'], view.rounds.length);
      const metrics = view.rounds.at(-1)!.metrics!;
      assert.deepEqual(status['metric'], { name: 'accuracy', ...measuredIn(metrics, 'accuracy') });
      assert.deepEqual(status['target'], { ...target, reached: false });
      assert.ok(view.forecast, 'the panel has a forecast');
      const told = status['forecast'] as Record<string, unknown>;
      if ('reason' in view.forecast) assert.match(told['reason'] as string, /\w/);
      else assert.deepEqual(told, view.forecast);
    } finally {
      await window.close();
    }
  });

  test('changes no file, and prints what it knows line by line', async () => {
    const folder = newFolder();
    const file = writeProject(folder, {
      rows: [
        { text: 'fine', event: { kind: 'label', label: 'good' } },
        { text: 'poor', event: { kind: 'label', label: 'awful' } },
        { text: 'what', event: { kind: 'skip' } },
        { text: 'new' },
      ],
    });
    const before = folderContents(folder);
    const { code, stdout, stderr } = await runCli(['status', file]);
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(stdout.split('\n'), [
      'reviews: 2 of 4 records labelled; 1 skipped, 0 flagged',
      '',
      'label                         records',
      'good                                1',
      'bad                                 0',
      'awful (not in the label set)        1',
      '',
      'Hold-out: not drawn yet',
      'Rounds: none yet',
      '',
    ]);
    assert.deepEqual(folderContents(folder), before);
  });

  test('reads the mirror if there is no database, and works without the pool', async () => {
    const folder = newFolder();
    const name = 'lexical-30';
    unpackOurs(name, folder);
    const file = join(folder, `${name}.marginalia.json`);
    const { labelled } = await statusOf(file);
    rmSync(join(folder, '.marginalia'), { recursive: true });
    rmSync(join(folder, 'topics.jsonl'));
    const { code, stdout, stderr } = await runCli(['status', file]);
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^lexical-30: ${String(labelled)} records labelled;`));
    assert.match(stdout, /Answers from lexical-30\.labels\.jsonl; there is no database\./);
    assert.match(stderr, /^Cannot read topics\.jsonl: .*\n$/);
    const { pool, poolProblem } = await statusOf(file);
    assert.deepEqual([pool, poolProblem], [null, stderr.trimEnd()]);
  });

  test('of a project that was never opened has no answers, and creates no file', async () => {
    const folder = newFolder();
    const file = writeProject(folder, { rows: [{ text: 'fine' }, { text: 'poor' }] });
    rmSync(join(folder, '.marginalia'), { recursive: true });
    const before = folderContents(folder);
    const { code, stdout, stderr } = await runCli(['status', file]);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(
      stdout,
      /^reviews: 0 of 2 records labelled; .*\nNothing is answered yet; there is/,
    );
    const { answersFrom, labelled, rounds } = await statusOf(file);
    assert.deepEqual([answersFrom, labelled, rounds], ['nowhere', 0, 0]);
    // No answers were lost, so commands that need a model only say that there is none yet.
    for (const args of [['predict'], ['model', '--out', join(folder, 'm')], ['export']]) {
      const [command = '', ...more] = args;
      const ended = await runCli([command, file, ...more]);
      assert.deepEqual([ended.code, ended.stdout], [3, ''], command);
      assert.match(ended.stderr, /Label some records first\.\n$/, command);
    }
    assert.deepEqual(folderContents(folder), before);
  });

  test('ends with 2 and one sentence if there is nothing to read', async () => {
    const folder = newFolder();
    const file = writeProject(folder, { rows: [{ text: 'fine' }] });
    const refused: [args: string[], sentence: RegExp][] = [
      [[], /^Name one project file for status, like reviews\.marginalia\.json\./],
      [[join(folder, 'none.marginalia.json')], /^There is no file .*none\.marginalia\.json\.$/],
      [
        [join(folder, 'reveiws.marginalia.json')],
        /^There is no file .*reveiws\.marginalia\.json\. Did you mean “.*reviews\.marginalia\.json”\?$/,
      ],
      [[join(folder, 'reviews.jsonl')], /reviews\.jsonl is not a project file\./],
    ];
    for (const [args, sentence] of refused) {
      const { code, stdout, stderr } = await runCli(['status', ...args]);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr.trimEnd(), sentence);
    }
    const broken = join(folder, 'broken.marginalia.json');
    copyFileSync(file, broken);
    writeFileSync(broken, '{\n  "version": 1,\n  "pool" 7\n}');
    const { code, stderr } = await runCli(['status', broken]);
    assert.equal(code, 2);
    assert.match(stderr, /broken\.marginalia\.json, line 3: /);
  });
});
