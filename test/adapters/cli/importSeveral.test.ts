// Several files are one import and one step; the rows of each file are counted and reported.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { parseImportArguments } from '../../../src/commandLine/importArguments.ts';
import { runImport } from '../../../src/commandLine/runImport.ts';
import { userMessageOf } from '../../../src/core/errors.ts';
import type { Message } from '../../../src/core/messages/message.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import type { ImportResult } from '../../../src/host/importToProject.ts';
import { newProject, root } from './importFixture.ts';
import { inStore } from './projects.ts';
import { runCli } from './runCli.ts';

const open = ['late again', 'lovely', 'so so'];

function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(root, 'files-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const some = (): string =>
  folderOf({
    'a.csv': 'text,label\nlate again,bad\nnever seen,good\n,good\n',
    'b.jsonl.gz': gzipSync('{"text":"lovely","label":"good"}\n{"text":"lovely","label":null}\n'),
    'ids.csv': 'id,label\nr5,bad\nr77,bad\n',
  });

async function imported(
  args: readonly string[],
): Promise<{ readonly done: ImportResult; readonly said: readonly Message[] }> {
  const parsed = parseImportArguments(args);
  assert.ok(parsed !== 'help');
  const said: Message[] = [];
  const { signal } = new AbortController();
  const done = await runImport(parsed, { warn: (one) => void said.push(one), signal });
  assert.ok('counts' in done);
  return { done, said };
}

const answersOf = (folder: string, texts: readonly string[]) =>
  inStore(folder, (store) => texts.map((text) => store.answer(recordIdOf(text))?.label));

describe('several files', () => {
  for (const order of ['before', 'after'] as const) {
    test(`are one step with the project ${order} them, and the rows of each are counted`, async () => {
      const { project, folder } = newProject();
      const files = ['a.csv', 'b.jsonl.gz', 'ids.csv'].map((name) => join(some(), name));
      const args = order === 'before' ? [project, ...files] : [...files, project];
      const { done } = await imported(args);
      const { counts, step } = done;
      assert.deepEqual(answersOf(folder, open), ['bad', 'good', 'bad']);
      assert.deepEqual(
        counts.files?.map(({ file, rows, answered, notInPool, unlabelled, refused }) => [
          ...[file, rows, answered, notInPool, unlabelled, refused],
        ]),
        [
          ['a.csv', 2, 1, 1, 0, 1],
          ['b.jsonl.gz', 2, 1, 0, 1, 0],
          ['ids.csv', 2, 1, 1, 0, 0],
        ],
      );
      assert.equal(counts.rows, 6);
      const named = [...counts.problems, ...counts.unplaced].map(({ source, line }) => [
        ...[source, line],
      ]);
      assert.deepEqual(named, [
        ['a.csv', 4],
        ['ids.csv', 3],
      ]);
      inStore(folder, (store) => {
        assert.deepEqual(
          store.imports().map((one) => [one.step, one.count, one.from]),
          [[step, 3, 'a.csv, b.jsonl.gz, ids.csv']],
        );
        store.undoStep(step!, { id: 'undo', at: 1, annotator: 'ada' });
      });
      assert.deepEqual(answersOf(folder, open), [undefined, undefined, undefined]);
    });
  }

  test('that disagree are a conflict; answers of each count once', async () => {
    const { project } = newProject();
    const files = folderOf({
      'a.csv': 'text,label\nlovely,good\nso so,bad\n',
      'b.csv': 'text,label\nlovely,bad\nso so,bad\n',
    });
    const { done } = await imported([project, join(files, 'a.csv'), join(files, 'b.csv')]);
    const { answers, conflicts, merged } = done.counts;
    assert.deepEqual([answers, conflicts, merged], [1, 1, 1]);
  });

  test('can be given by a pattern, and a file given twice is read once and reported', async () => {
    const { project, folder } = newProject();
    const files = some();
    symlinkSync(join(files, 'a.csv'), join(files, 'again.csv'));
    const { done, said } = await imported([project, join(files, '*.csv'), join(files, 'a.csv')]);
    assert.deepEqual(
      done.counts.files?.map(({ file }) => file),
      ['a.csv', 'ids.csv'],
    );
    assert.deepEqual(
      said.map(({ code }) => code),
      ['import.sameFile', 'import.sameFile'],
    );
    assert.deepEqual(answersOf(folder, open), ['bad', undefined, 'bad']);
    const nothing = join(files, '*.xml');
    const problem = await imported([project, nothing]).catch((error: unknown) =>
      userMessageOf(error),
    );
    assert.deepEqual(problem, { code: 'cli.noFilesLike', params: { pattern: nothing } });
  });

  test('of one name are distinguished by their folders, and keep separate records', async () => {
    const { project } = newProject();
    // Neither the file names nor the numbers of tasks and annotators tell the two files apart.
    const task = (text: string, label: string) => ({
      data: { text },
      annotations: [
        {
          completed_by: 1,
          result: [{ type: 'choices', from_name: 'c', to_name: 't', value: { choices: [label] } }],
        },
      ],
    });
    const [one, two] = [
      folderOf({ 'a.json': JSON.stringify([task('lovely', 'good')]) }),
      folderOf({ 'a.json': JSON.stringify([task('so so', 'good')]) }),
    ];
    const { done } = await imported([project, join(one, 'a.json'), join(two, 'a.json')]);
    assert.equal(done.counts.answers, 2);
    const names = done.counts.files!.map(({ file }) => file);
    assert.equal(new Set(names).size, 2);
  });

  test('become one new project', async () => {
    const files = folderOf({
      'a.csv': 'text,label\nlate again,bad\n',
      'b.jsonl': '{"text":"lovely","label":"good"}\n',
    });
    const project = join(files, 'new.marginalia.json');
    const args = [join(files, 'a.csv'), join(files, 'b.jsonl'), '--new', project];
    const { done } = await imported(args);
    assert.deepEqual([done.counts.rows, done.created], [2, ['bad', 'good']]);
    assert.deepEqual(
      readFileSync(join(files, 'new.texts.jsonl'), 'utf8'),
      '{"text":"late again"}\n{"text":"lovely"}\n',
    );
    inStore(
      files,
      (store) => {
        assert.deepEqual(
          store.imports().map(({ count }) => count),
          [2],
        );
      },
      { name: 'new' },
    );
  });

  test('are reported one by one on the command line', async () => {
    const { project } = newProject();
    const files = some();
    const args = ['a.csv', 'b.jsonl.gz'].map((name) => join(files, name));
    const { code, stderr } = await runCli(['import', ...args, project]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^a\.csv:4: /);
    assert.match(
      stderr,
      /\na\.csv: 2 rows; 1 row with an answer to a record; 1 row is not in the pool; /,
    );
    assert.match(stderr, /\nb\.jsonl\.gz: 2 rows; 1 row with an answer to a record; 1 row without/);
    assert.match(stderr, /\n2 files \(CSV, Marginalia JSONL\): 4 rows, 2 answers imported/);
  });
});
