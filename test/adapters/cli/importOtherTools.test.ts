// `import` of files of other tools, into a project and as a new one.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { counts, newProject, root } from './importFixture.ts';
import { runCli } from './runCli.ts';
import { folderContents } from '../../harness/folderContents.ts';

const cases = join(import.meta.dirname, '../../fixtures/interchange');

describe('import --new', () => {
  test('creates pool, labels, project and answers from a file, and overwrites nothing', async () => {
    const folder = mkdtempSync(join(root, 'new-'));
    const project = join(folder, 'reviews.marginalia.json');
    const file = join(cases, 'prodigy/choice.jsonl');
    const said = await counts([file, '--new', project]);
    assert.deepEqual([said['answers'], said['conflicts']], [30, 0]);
    const labels = said['createdLabels'] as string[];
    assert.deepEqual([...labels].sort(), [
      'NIL_ambiguous',
      'NIL_otherLink',
      'Q215952',
      'Q312545',
      'Q48226',
    ]);
    const status = await runCli(['status', project, '--json']);
    assert.equal((JSON.parse(status.stdout) as { labelled: number }).labelled, 30);
    const before = folderContents(folder);
    const again = await runCli(['import', file, '--new', project]);
    assert.equal(again.code, 2);
    const wrong = await runCli(['import', file, '--new', project, '--replace']);
    assert.match(wrong.stderr, /--replace .*--new/);
    assert.deepEqual(folderContents(folder), before);
  });
});

describe('import --new of a file without answers', () => {
  const labels = ['--labels', 'good, bad,good'];

  function written(name: string, content: string): { folder: string; args: string[] } {
    const folder = mkdtempSync(join(root, 'texts-'));
    writeFileSync(join(folder, name), content);
    const project = join(folder, 'sub/p.marginalia.json');
    mkdirSync(join(folder, 'sub'));
    return { folder, args: ['import', join(folder, name), '--new', project] };
  }

  test('makes the file its pool, which can be opened and trained later', async () => {
    const content =
      'nr;Nachricht\n1;Das Essen war gut\n2;Die Suppe war kalt\n2;Die Suppe war kalt\n';
    const { folder, args } = written('kritik.csv', content);
    const needs = await runCli(args);
    assert.deepEqual([needs.code, needs.stdout], [2, '']);
    assert.match(needs.stderr, /^kritik\.csv has no answers\. Name at least two labels .*--labels/);
    const before = folderContents(folder);
    const made = await runCli([...args, ...labels]);
    assert.deepEqual([made.code, made.stdout], [0, '']);
    assert.deepEqual(made.stderr.split('\n'), [
      'kritik.csv (CSV · semicolons · UTF-8 · header): the text is “Nachricht”.',
      'Answers: 0. Records to label: 2.',
      '',
    ]);
    const after = folderContents(folder);
    const project = join(folder, 'sub/p.marginalia.json');
    assert.deepEqual(Object.keys(after).sort(), [...Object.keys(before), project].sort());
    assert.deepEqual(await statusOf(project), {
      labelled: 0,
      labels: { good: 0, bad: 0 },
      pool: { records: 2, rows: 3 },
    });
    const again = await runCli([...args, ...labels]);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /project p here already/);
    assert.deepEqual(folderContents(folder), after);
  });

  test('takes bare texts and empty lists of labels, and refuses files without texts', async () => {
    const bare = written('texts.json', JSON.stringify(['one', 'two', 'three']));
    const made = await runCli([...bare.args, ...labels, '--json']);
    const { reading, ...counted } = JSON.parse(made.stdout) as Record<string, unknown>;
    assert.deepEqual(counted, { answers: 0, records: 3, labels: ['good', 'bad'] });
    assert.deepEqual((reading as { text: string[] }).text, ['text']);
    const empty = written(
      'doccano.jsonl',
      '{"text": "one", "label": []}\n{"text": "two", "label": []}\n',
    );
    const several = await runCli([...empty.args, '--labels', 'late', '--task', 'multi']);
    assert.equal(several.code, 0, several.stderr);
    assert.match(several.stderr, /Records to label: 2\.\n$/);
    const ids = written('ids.csv', 'id,label\n1,good\n2,bad\n');
    const refused = await runCli([...ids.args, ...labels]);
    assert.equal(refused.code, 2);
    assert.match(
      refused.stderr,
      /^ids\.csv has ids and labels but no texts\. .* “import PROJECT ids\.csv”\./,
    );
  });
});

async function statusOf(file: string): Promise<object> {
  const { stdout, stderr } = await runCli(['status', file, '--json']);
  assert.notEqual(stdout, '', stderr);
  const { labelled, labels, pool } = JSON.parse(stdout) as Record<string, unknown>;
  return { labelled, labels, pool };
}

describe('files of other tools', () => {
  interface OtherTool {
    readonly file: string;
    readonly task: 'single' | 'multi';
    readonly args?: readonly string[];
    /** The expected subset of the counts. */
    readonly gives: Readonly<Record<string, unknown>>;
    readonly code?: number;
  }

  const create = ['--create-labels'];
  const expected: readonly OtherTool[] = [
    {
      file: 'prodigy/textcat-binary.jsonl',
      task: 'multi',
      args: create,
      gives: { rows: 150, answers: 150, skipped: 9, createdLabels: ['DOCUMENTATION'] },
    },
    {
      file: 'prodigy/textcat-binary.jsonl',
      task: 'single',
      args: create,
      gives: { rows: 150, answers: 55, skipped: 9, rejected: 95 },
    },
    {
      file: 'prodigy/textcat-binary.jsonl',
      task: 'single',
      args: [...create, '--reject-as', 'OTHER'],
      gives: { answers: 150, rejected: 0, createdLabels: ['DOCUMENTATION', 'OTHER'] },
    },
    {
      file: 'prodigy/choice.jsonl',
      task: 'single',
      args: create,
      gives: { rows: 30, answers: 30, conflicts: 0 },
    },
    { file: 'prodigy/choice.jsonl', task: 'single', gives: { answers: 0, leftOut: 30 }, code: 2 },
    {
      file: 'doccano/textcat.jsonl',
      task: 'single',
      args: create,
      gives: { answers: 1, unlabelled: 2, problemCount: 1 },
    },
    {
      file: 'doccano/textcat.jsonl',
      task: 'multi',
      args: create,
      gives: { answers: 2, unlabelled: 1 },
    },
    {
      file: 'doccano/fasttext.txt',
      task: 'single',
      args: create,
      gives: { answers: 1, problemCount: 2 },
    },
  ];

  for (const { file, task, args = [], gives, code = 0 } of expected) {
    test(`${file}, ${task} ${args.join(' ')}`, async () => {
      const path = join(cases, file);
      const texts = (await runCli(['convert', path, '-', '--task', 'multi'])).stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { text: string }).text);
      const rows = [...new Set(texts)].map((text) => ({ text }));
      const { project, folder } = newProject({ rows, settings: { task } });
      const said = await counts([project, path, ...args], code);
      const part = Object.fromEntries(Object.keys(gives).map((key) => [key, said[key]]));
      assert.deepEqual(part, gives);
      const again = await counts([project, path, ...args], code);
      assert.equal(again['answers'], 0);
      assert.equal(again['alreadySo'], said['answers']);
      assert.equal(dirname(project), folder);
    });
  }
});
