// `import`: answers of files into a project, also while windows are open and in a separate process.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { newestSchema } from '../../../src/adapters/sqlite/schemaVersion.ts';
import type { SqliteStore } from '../../../src/adapters/sqlite/sqliteStore.ts';
import { importExample, parseImportArguments } from '../../../src/commandLine/importArguments.ts';
import { inImportProcess } from '../../../src/host/importProcess.ts';
import { identityVersion, recordIdOf } from '../../../src/core/record.ts';
import { counts, newProject, root } from './importFixture.ts';
import { makeVersion5 } from '../../support/earlierDatabase.ts';
import { databaseOf, inStore } from './projects.ts';
import { runCli } from './runCli.ts';
import { folderContents } from '../../harness/folderContents.ts';

const cliModule = join(import.meta.dirname, '../../../src/cli.ts');

const colleague = [
  { text: 'quick delivery', label: 'good', annotator: 'bob', at: '2026-02-01T00:00:00.123Z' },
  { text: 'broken screen', label: 'good', annotator: 'bob', at: '2026-02-01T00:00:01.000Z' },
  { text: 'late again', label: 'bad', annotator: 'bob', at: '2026-02-01T00:00:02.000Z', note: '!' },
  { text: 'elsewhere', label: 'bad', annotator: 'bob' },
  { text: 'lovely', label: 'great', annotator: 'bob' },
];

/** An answer in Label Studio's JSON. */
const annotation = (completed_by: number, mood: string, topic: string): object => ({
  completed_by,
  created_at: '2026-02-01T00:00:00.000Z',
  result: [
    { from_name: 'mood', to_name: 'text', type: 'choices', value: { choices: [mood] } },
    { from_name: 'topic', to_name: 'text', type: 'choices', value: { choices: [topic] } },
  ],
});

describe('import', () => {
  test('takes the named question and field; equal answers count once', async () => {
    const { project } = newProject();
    const file = join(mkdtempSync(join(root, 'file-')), 'tasks.json');
    const task = (body: string, ...annotations: object[]): object => ({
      data: { title: 'A review', body },
      annotations,
    });
    const tasks = [
      task('late again', annotation(1, 'bad', 'post'), annotation(2, 'bad', 'post')),
      task('lovely', annotation(1, 'good', 'post'), annotation(2, 'bad', 'other')),
    ];
    writeFileSync(file, JSON.stringify(tasks));
    const named = ['--text-field', 'body'];
    const asked = await runCli(['import', project, file, ...named]);
    assert.equal(asked.code, 2);
    assert.match(asked.stderr, /--question: mood, topic\./);
    const said = await counts([project, file, ...named, '--question', 'mood'], 1);
    const { rows, answers, merged, conflicts } = said;
    assert.deepEqual([rows, answers, merged, conflicts], [4, 1, 1, 1]);
  });

  test('a dry run says what would happen, and changes no byte', async () => {
    const { folder, project, write } = newProject();
    const file = write('bob.jsonl', colleague);
    const before = folderContents(folder);
    const said = await counts([project, file, '--dry-run'], 1);
    assert.deepEqual(folderContents(folder), before);
    const { answers, alreadySo, conflicts, notInPool, leftOut, unknownLabels, step } = said;
    assert.deepEqual(
      [answers, alreadySo, conflicts, notInPool, leftOut, unknownLabels, step],
      [1, 1, 1, 1, 1, { great: 1 }, null],
    );
    const { stdout, stderr } = await runCli(['import', project, file, '--dry-run']);
    assert.equal(stdout, '');
    assert.match(stderr, /bob\.jsonl \(Marginalia JSONL\): 5 rows, 1 answer would be imported/);
    assert.match(stderr, /great \(1\)/);
  });

  test('--max-unpacked lets a file unpack to more than 200 times its size', async () => {
    const { project } = newProject();
    const file = join(mkdtempSync(join(root, 'file-')), 'bob.jsonl.gz');
    const padding = ' '.repeat(400_000);
    const lines = colleague.map((row) => JSON.stringify(row) + padding);
    writeFileSync(file, gzipSync(lines.join('\n')));
    const refused = await runCli(['import', project, file]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /--max-unpacked/);
    const { rows } = await counts([project, file, '--max-unpacked', '8MB', '--dry-run'], 1);
    assert.equal(rows, 5);
  });

  test('is one step, and undoing it from a window leaves everything as it was', async () => {
    const { folder, project, write } = newProject();
    const before = inStore(folder, (store) => store.answers());
    await counts([project, write('bob.jsonl', colleague)], 1);
    inStore(
      folder,
      (store) => {
        const answer = store.answer(recordIdOf('late again'))!;
        assert.deepEqual(
          [answer.label, answer.annotator, answer.at, answer.note, answer.importedFrom],
          ['bad', 'bob', Date.UTC(2026, 1, 1, 0, 0, 2), '!', 'bob.jsonl'],
        );
        assert.equal(store.answer(recordIdOf('broken screen'))?.label, 'bad');
        assert.deepEqual(
          store.conflicts().map(({ candidates }) => candidates.map(({ label }) => label)),
          [['good']],
        );
        const { step, from } = store.imports()[0]!;
        assert.equal(from, 'bob.jsonl');
        store.undoStep(step, { id: 'undo', at: 1, annotator: 'ada' });
        assert.deepEqual([store.answers(), store.conflicts()], [before, []]);
      },
      { window: 'a window' },
    );
  });

  test('replaces answers only with --replace and --yes, and lists them', async () => {
    const { folder, project, write } = newProject();
    const file = write('bob.jsonl', [{ text: 'broken screen', label: 'good' }]);
    const refused = await runCli(['import', project, file, '--replace']);
    assert.equal(refused.code, 2);
    assert.match(
      refused.stderr,
      /^r1 “.+”: in place of “\w+”, given by ada on 2026-01-01T00:00:01\.000Z$/m,
    );
    assert.match(refused.stderr, /--yes/);
    const label = () =>
      inStore(folder, (store) => store.answer(recordIdOf('broken screen'))?.label);
    assert.equal(label(), 'bad');
    const { replaced } = await counts([project, file, '--replace', '--yes']);
    assert.deepEqual([replaced, label()], [1, 'good']);
  });

  test('gives labels other names, or adds them to the project file', async () => {
    const { folder, project, write } = newProject();
    const file = write('bob.jsonl', [
      { text: 'late again', label: 'awful' },
      { text: 'lovely', label: 'great' },
    ]);
    const { createdLabels } = await counts([
      project,
      file,
      '--map',
      'awful=bad',
      '--create-labels',
    ]);
    assert.deepEqual(createdLabels, ['great']);
    const { labels } = JSON.parse(readFileSync(project, 'utf8')) as { labels: string[] };
    assert.deepEqual(labels, ['good', 'bad', 'great']);
    const given = inStore(folder, (store) =>
      ['late again', 'lovely'].map((text) => store.answer(recordIdOf(text))?.label),
    );
    assert.deepEqual(given, ['bad', 'great']);
  });

  test('as suggestions writes no answer', async () => {
    const { folder, project, write } = newProject();
    const file = write('bob.jsonl', colleague);
    const before = inStore(folder, (store) => store.lastSeq());
    const { answers } = await counts([project, file, '--as', 'suggestions'], 0);
    assert.equal(answers, 1);
    assert.equal(
      inStore(folder, (store) => store.lastSeq()),
      before,
    );
  });

  test('reports mistakes with exit code 2 and writes nothing', async () => {
    const { folder, project, write } = newProject();
    const file = write('bob.jsonl', colleague);
    const before = folderContents(folder);
    const wrong: readonly (readonly [RegExp, readonly string[]])[] = [
      [/PROJECT FILE/, [project]],
      [/cannot|no/i, [join(folder, 'none.marginalia.json'), file]],
      [/none\.jsonl/, [project, join(folder, 'none.jsonl')]],
      [/--as/, [project, file, '--as', 'facts']],
      [/--map|OLD=NEW/, [project, file, '--map', 'a']],
    ];
    for (const [said, args] of wrong) {
      const { code, stdout, stderr } = await runCli(['import', ...args]);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, said);
      assert.ok(stderr.trim().split('\n').length === 1, stderr);
    }
    assert.deepEqual(folderContents(folder), before);
  });

  test('migrates a database of an earlier version only with --migrate', async () => {
    const { folder, project, write } = newProject();
    const file = write('bob.jsonl', [{ text: 'lovely', label: 'good' }]);
    const { loadDriver } = await import('../../../src/adapters/sqlite/driver.ts');
    const db = new (loadDriver())(databaseOf(folder));
    makeVersion5(db);
    db.close();
    const before = folderContents(folder);
    const refused = await runCli(['import', project, file]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, new RegExp(`version 5; .*version ${newestSchema}\\. .*--migrate`));
    assert.deepEqual(
      Object.keys(folderContents(folder)).filter((path) => !/-(wal|shm)$/.test(path)),
      Object.keys(before),
    );
    assert.equal((await runCli(['import', project, file, '--dry-run'])).code, 0);
    assert.deepEqual(await counts([project, file, '--migrate']).then(({ answers }) => answers), 1);
    assert.ok(folderContents(folder)[`${databaseOf(folder)}.version-5`], 'it was copied first');
  });

  test('--help has an example that runs', async () => {
    const { stdout, code } = await runCli(['import', '--help']);
    assert.equal(code, 0);
    assert.ok(stdout.includes(importExample));
    const args = importExample.split(' ').slice(2);
    const parsed = parseImportArguments(args);
    assert.ok(parsed !== 'help' && parsed.dryRun);
    const { folder, project, write } = newProject();
    copyFileSync(write('answers.jsonl', colleague.slice(0, 1)), join(folder, 'answers.jsonl'));
    assert.equal(basename(project), parsed.project);
    const { code: done, stderr } = await runCli(['import', ...args], { cwd: folder });
    assert.equal(done, 0, stderr);
  });
});

describe('import beside open windows', () => {
  test('loses no answer given during the import, and the windows see it', async () => {
    const rows = Array.from({ length: 400 }, (_, i) => ({ text: `record ${i}` }));
    const { folder, project, write } = newProject({ rows });
    const file = write(
      'many.jsonl',
      rows.map(({ text }, i) => ({ text, label: i % 2 ? 'good' : 'bad', annotator: 'bob' })),
    );
    const options = { project: 'reviews', identityVersion };
    const windows = ['a', 'b'].map((window) =>
      openSqliteStore(databaseOf(folder), { ...options, window }),
    );
    const answered: string[] = [];
    const answerSome = (): void => {
      for (let i = 0; i < 10 && answered.length < 400; i++) {
        const n = answered.length;
        const text = `record ${n}`;
        const by = {
          id: `own-${n}`,
          at: n,
          annotator: 'ada',
          kind: 'label',
          label: 'bad',
        } as const;
        windows[n % 2]!.append({ ...by, recordId: recordIdOf(text) });
        answered.push(text);
      }
    };
    answerSome();
    const request = requestFor(project, file);
    const params = { path: project, request, annotator: 'ada', window: 'of another program' };
    // Answers at every progress report, including between reading and writing.
    await inImportProcess(cliModule, (remote, work) => remote.run(params, work), {
      onProgress: answerSome,
    });
    const during = answered.length;
    assert.ok(during > 10);
    answerSome();
    const [a] = windows as [SqliteStore];
    const { step, count } = a.imports()[0]!;
    const history = (text: string) => a.history(recordIdOf(text));
    for (const text of answered) {
      const own = history(text).find(({ event }) => event.kind === 'label')!.event;
      assert.ok(own, `${text} keeps its answer in the journal`);
      const answer = a.answer(recordIdOf(text))!;
      if (own.seq < step)
        assert.equal(answer.label, 'bad', 'an answer from before is not replaced');
      else assert.equal(answer.seq, own.seq, 'a later answer is the latest');
    }
    assert.ok(count > 0);
    assert.equal(a.counts().labelled, 400);
    assert.equal(a.poll().kind, 'written');
    a.undoStep(step, { id: 'undo', at: 1, annotator: 'ada' });
    assert.deepEqual(
      a
        .answers()
        .map(({ recordId }) => recordId)
        .sort(),
      answered.map(recordIdOf).sort(),
    );
    for (const window of windows) window.close();
  });

  test('for a window runs in a separate process, and is the first step that the window undoes', async () => {
    const { folder, project, write } = newProject();
    const file = write('bob.jsonl', colleague);
    const options = { project: 'reviews', identityVersion, window: 'mine' };
    const window = openSqliteStore(databaseOf(folder), options);
    const request = requestFor(project, file);
    const params = { path: project, request, annotator: 'ada', window: 'mine' };
    const { step } = await inImportProcess(cliModule, (remote) => remote.run(params), {});
    assert.equal(window.nextUndo()?.step, step);
    assert.equal(window.undoIsFar(), false, 'the window is still open');
    const undo = { path: project, key: { step: step! }, annotator: 'ada', window: 'mine' };
    const undone = await inImportProcess(cliModule, (remote) => remote.undo(undo), {});
    assert.deepEqual(undone, { isDone: true, kept: [] });
    assert.equal(window.answer(recordIdOf('late again')), undefined);
    assert.equal(window.nextRedo()?.step, step);
    window.close();
  });

  test('that is cancelled is not in the journal', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => ({ text: `record ${i}` }));
    const { folder, project, write } = newProject({ rows });
    const file = write(
      'many.jsonl',
      rows.map(({ text }) => ({ text, label: 'good' })),
    );
    const before = inStore(folder, (store) => store.lastSeq());
    const cancel = new AbortController();
    const params = {
      path: project,
      request: requestFor(project, file),
      annotator: 'ada',
      window: 'w',
    };
    const run = inImportProcess(cliModule, (remote, work) => remote.run(params, work), {
      signal: cancel.signal,
      onProgress: () => cancel.abort(),
    });
    await assert.rejects(run, { name: 'CancelledError' });
    assert.equal(
      inStore(folder, (store) => store.lastSeq()),
      before,
    );
  });
});

function requestFor(project: string, file: string) {
  const parsed = parseImportArguments([project, file]);
  assert.ok(parsed !== 'help');
  return parsed.request;
}
