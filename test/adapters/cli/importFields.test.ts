// Files of unknown origin: options name the fields with text and label; otherwise a message lists the fields.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parseImportArguments } from '../../../src/commandLine/importArguments.ts';
import { userMessageOf } from '../../../src/core/errors.ts';
import { nameChoiceOf } from '../../../src/core/interchange/answersInFile.ts';
import { importAnswers, planImport } from '../../../src/host/importToProject.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { newProject, root } from './importFixture.ts';
import { inStore } from './projects.ts';
import { runCli } from './runCli.ts';
import { jsonLines } from '../../harness/topics.ts';

const rows = [
  { nr: 1, body: 'late again', mood: 'bad', label: 'x' },
  { nr: 2, body: 'lovely', mood: 'good', label: 'y' },
  { nr: 3, body: 'so so', mood: '', label: 'y' },
];
const table = (separator: string): string =>
  [Object.keys(rows[0]!), ...rows.map((row) => Object.values(row))]
    .map((cells) => `${cells.join(separator)}\n`)
    .join('');

function fileOf(name: string, content: string): string {
  const file = join(mkdtempSync(join(root, 'file-')), name);
  writeFileSync(file, content);
  return file;
}

const files: readonly (readonly [name: string, content: string, title: string])[] = [
  ['a.jsonl', jsonLines(rows), 'JSON'],
  ['a.json', JSON.stringify(rows), 'JSON'],
  ['a.csv', table(','), 'CSV'],
  ['a.tsv', table('\t'), 'CSV'],
];

function requestFor(project: string, file: string, ...more: readonly string[]) {
  const parsed = parseImportArguments([project, file, ...more]);
  assert.ok(parsed !== 'help');
  return parsed.request;
}

async function problemOf(work: Promise<unknown>) {
  const problem = await work.then(
    () => undefined,
    (error: unknown) => userMessageOf(error),
  );
  assert.ok(problem);
  return problem;
}

describe('a file whose fields have other names', () => {
  for (const [name, content, kind] of files) {
    test(`${name} is read by the names that are given`, async () => {
      for (const label of ['--label-field', '--question']) {
        const { project, folder } = newProject();
        const file = fileOf(name, content);
        const request = requestFor(project, file, '--text-field', 'body', label, 'mood');
        const { counts, title } = await importAnswers(project, request, { annotator: 'ada' });
        const { answers, unlabelled, rows: read } = counts;
        assert.deepEqual([title, read, answers, unlabelled], [kind, 3, 2, 1]);
        const given = inStore(folder, (store) =>
          ['late again', 'lovely', 'so so'].map((text) => store.answer(recordIdOf(text))?.label),
        );
        assert.deepEqual(given, ['bad', 'good', undefined]);
      }
    });

    test(`${name} without names lists its fields and the options`, async () => {
      const { project } = newProject();
      const file = fileOf(name, content);
      const problem = await problemOf(planImport(project, requestFor(project, file)));
      assert.equal(problem.code, 'interchange.notRecognised');
      assert.deepEqual((problem.params as { fields: unknown }).fields, Object.keys(rows[0]!));
      const wrong = requestFor(project, file, '--text-field', 'bdy', '--label-field', 'mood');
      const none = await problemOf(planImport(project, wrong));
      assert.deepEqual(
        [none.code, none.params],
        ['interchange.noField', { field: 'bdy', fields: Object.keys(rows[0]!) }],
      );
    });
  }

  test('with one field named asks for the other only if it is unclear', async () => {
    const { project } = newProject();
    const two = fileOf('two.jsonl', jsonLines(rows.map(({ body, mood }) => ({ body, mood }))));
    const { counts } = await planImport(project, requestFor(project, two, '--label-field', 'mood'));
    assert.equal(counts.answers, 2);
    const label = await problemOf(
      planImport(project, requestFor(project, two, '--text-field', 'body')),
    );
    assert.deepEqual(nameChoiceOf(label), { of: 'labelField', names: ['body', 'mood'] });
    const many = fileOf('many.csv', table(','));
    const text = await problemOf(
      planImport(project, requestFor(project, many, '--label-field', 'mood')),
    );
    assert.deepEqual(nameChoiceOf(text), { of: 'textField', names: ['nr', 'body', 'label'] });
  });

  test('takes a list of labels, and a field that first occurs late in the file', async () => {
    const { project } = newProject({
      rows: Array.from({ length: 300 }, (_, i) => ({ text: `record ${i}` })),
      settings: { task: 'multi' },
    });
    const late = Array.from({ length: 300 }, (_, i) => ({
      body: `record ${i}`,
      ...(i > 250 && { tags: i % 2 ? ['good', 'bad'] : [] }),
    }));
    const file = fileOf('late.jsonl', jsonLines(late));
    const request = requestFor(project, file, '--text-field', 'body', '--label-field', 'tags');
    const { counts } = await planImport(project, request);
    assert.deepEqual([counts.answers, counts.unlabelled], [25, 275]);
  });

  test('of another tool cannot be renamed, and the message says so', async () => {
    const { project } = newProject();
    const file = fileOf(
      'b.jsonl',
      jsonLines([{ text: 'lovely', _input_hash: 1, answer: 'accept' }]),
    );
    const problem = await problemOf(
      planImport(project, requestFor(project, file, '--label-field', 'mood')),
    );
    assert.deepEqual(
      [problem.code, problem.params],
      ['interchange.fieldsFixed', { option: '--label-field', format: 'Prodigy' }],
    );
  });

  test('is imported as a project, and converted, by the same options', async () => {
    const file = fileOf('a.csv', table(','));
    const named = ['--text-field', 'body', '--label-field', 'mood'];
    const made = join(mkdtempSync(join(root, 'new-')), 'made.marginalia.json');
    const done = await runCli(['import', file, '--new', made, ...named]);
    assert.equal(done.code, 0, done.stderr);
    const { labels } = JSON.parse(readFileSync(made, 'utf8')) as { labels: unknown };
    assert.deepEqual(labels, ['bad', 'good']);
    const converted = await runCli(['convert', file, '-', ...named]);
    const [first] = converted.stdout.split('\n');
    assert.deepEqual(JSON.parse(first!), {
      id: null,
      text: 'late again',
      label: 'bad',
      nr: '1',
      'pool.label': 'x',
    });
    const unknown = await runCli(['import', file, '--new', `${made}.2`]);
    assert.equal(unknown.code, 2);
    const listed = await runCli(['import', file, '--new', made.replace('made', 'other')]);
    assert.match(
      listed.stderr,
      /--text-field body --label-field label\. Its fields: nr, body, mood, label\./,
    );
  });
});
