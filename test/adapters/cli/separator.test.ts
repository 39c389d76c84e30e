// Several labels in one field are recognised everywhere, and split only at a given separator.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { parseImportArguments } from '../../../src/commandLine/importArguments.ts';
import { runImport } from '../../../src/commandLine/runImport.ts';
import { userMessageOf } from '../../../src/core/errors.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { labelsThat } from '../../../src/core/task/judgement.ts';
import { textOf } from '../../../src/vscode/text/messages/textOf.ts';
import { convertText } from '../../harness/conversion.ts';
import { newProject, root } from './importFixture.ts';
import { inStore } from './projects.ts';

const moods = ['anger', 'sadness', 'joy'];
const rows = Array.from({ length: 30 }, (_, i) => ({
  text: `the parcel ${i} came late`,
  labels: i % 2 ? [moods[i % 3]!] : [moods[i % 3]!, moods[(i + 1) % 3]!],
}));

function table(separator: string, label = 'label'): string {
  const cells = rows.map(({ text, labels }) => `${text},"${labels.join(separator)}"`);
  return `text,${label}\n${cells.join('\n')}\n`;
}

function fileOf(content: string, name = 'moods.csv'): string {
  const file = join(mkdtempSync(join(root, 'file-')), name);
  writeFileSync(file, content);
  return file;
}

const fresh = (): string => join(mkdtempSync(join(root, 'new-')), 'reviews.marginalia.json');

async function imported(...args: readonly string[]) {
  const parsed = parseImportArguments(args);
  assert.ok(parsed !== 'help');
  const signal = new AbortController().signal;
  return runImport(parsed, { warn: () => undefined, signal });
}

/** The sentence of a refusal. */
async function refusal(work: Promise<unknown>): Promise<string> {
  const problem = await work.then(
    () => undefined,
    (error: unknown) => userMessageOf(error),
  );
  assert.ok(problem);
  return textOf(problem, untranslated);
}

function stored(project: string): (readonly string[] | undefined)[] {
  return inStore(dirname(project), (store) =>
    rows.map(({ text }) => {
      const labels = store.answer(recordIdOf(text))?.labels;
      return labels && labelsThat(true, { labels }).toSorted();
    }),
  );
}

const expected = rows.map(({ labels }) => labels.toSorted());
const named = ['--text-field', 'text', '--label-field', 'moods'];

describe('several labels in one field', () => {
  for (const separator of [',', '|', ';']) {
    const flag = `--separator "${separator}"`;

    test(`with ${separator} between them are refused by every command, with the option`, async () => {
      const file = fileOf(table(separator));
      const { project } = newProject({ rows, settings: { task: 'multi', labels: moods } });
      for (const work of [
        () => convertText(table(separator)),
        () => convertText(table(separator), '--task', 'multi'),
        () => imported(file, '--new', fresh()),
        () => imported(file, '--new', fresh(), '--task', 'multi'),
        () => imported(project, file),
        () =>
          convertText(
            rows
              .map(
                ({ text, labels }) =>
                  `${JSON.stringify({ text, label: labels.join(separator) })}\n`,
              )
              .join(''),
          ),
      ]) {
        const said = await refusal(work());
        assert.ok(said.includes(flag) && said.includes('--separator none'), said);
      }
      // With other field names, the message proposes the separator together with the fields.
      const other = fileOf(table(separator, 'moods'));
      const said = await refusal(imported(other, '--new', fresh()));
      assert.ok(said.includes(`${named.join(' ')} ${flag}`), said);
      assert.ok((await refusal(convertText(table(separator, 'moods')))).includes(flag));
    });

    test(`with ${separator} between them are read by the option`, async () => {
      const options = ['--separator', separator];
      const { written, counts } = await convertText(table(separator), ...options);
      assert.equal(counts.task, 'multi');
      const lines = written.trimEnd().split('\n');
      assert.deepEqual(
        lines.map((line) => (JSON.parse(line) as { labels: string[] }).labels.toSorted()),
        expected,
      );
      const project = fresh();
      await imported(fileOf(table(separator, 'moods')), '--new', project, ...named, ...options);
      assert.deepEqual(stored(project), expected);
      const { project: there } = newProject({ rows, settings: { task: 'multi', labels: moods } });
      await imported(there, fileOf(table(separator)), ...options);
      assert.deepEqual(stored(there), expected);
    });
  }

  test('stay one label if an option says so', async () => {
    for (const options of [
      ['--separator', 'none'],
      ['--task', 'single'],
      ['--from', 'csv'],
    ]) {
      const { counts } = await convertText(table(','), ...options);
      assert.equal(counts.labels['anger,sadness'], 5, options.join(' '));
    }
  });

  test('come from a list in a cell, and an empty cell means none with --empty none', async () => {
    const csv = `text,label\na b,"[""joy"", ""anger""]"\nc d,['joy']\ne f,\ng h,joy\ni j,anger\n`;
    const said = await refusal(convertText(csv));
    assert.match(said, /--separator ","/);
    const { written } = await convertText(csv, '--separator', ',', '--empty', 'none');
    assert.deepEqual(
      written
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { labels: unknown }).labels),
      [['joy', 'anger'], ['joy'], [], ['joy'], ['anger']],
    );
  });

  test('are not looked for in our own files, nor in a project with such a label', async () => {
    const at = '2026-01-02T03:04:05.000Z';
    const own = table(',').replace(/\n$/, '').split('\n');
    const ours = own.map((line, i) => (i === 0 ? `${line},annotator,at` : `${line},ada,${at}`));
    assert.equal((await convertText(`${ours.join('\n')}\n`)).counts.task, 'single');
    const { project } = newProject({ rows, settings: { labels: ['anger,sadness', 'joy'] } });
    const file = fileOf(table(','));
    assert.ok('counts' in (await imported(project, file)));
    const said = await refusal(imported(project, file, '--separator', ','));
    assert.match(said, /“anger,sadness”.*contains the separator/);
  });

  test('cannot be split by an option in files of tools with fixed fields', async () => {
    const doccano = '{"id": 1, "text": "late", "label": ["joy", "anger"]}\n';
    assert.match(
      await refusal(convertText(doccano, '--separator', ',')),
      /has fixed fields, so --separator cannot be used/,
    );
  });
});

describe('a file without options for its fields', () => {
  test('gets a message with the options for the fields that inspect proposes, and nothing is written', async () => {
    const file = fileOf(
      `body,vote\n${rows.map(({ text }, i) => `${text},${'abcde'[i % 5]}`).join('\n')}\n`,
    );
    const project = fresh();
    const said = await refusal(imported(file, '--new', project));
    assert.match(said, /\(a, b, c, d, e\).*, add --text-field body --label-field vote\./);
    assert.deepEqual(readdirSync(dirname(project)), []);
    await imported(file, '--new', project, '--text-field', 'body', '--label-field', 'vote');
    const pool = fresh();
    // The labels are given, so the file needs no answers.
    const made = await imported(file, '--new', pool, '--labels', 'x,y', '--text-field', 'body');
    assert.ok('records' in made && made.records === 30);
  });

  test('and that has no header is read by the numbers of its columns', async () => {
    const file = fileOf(
      'good,I love this parcel\nbad,It came late again\ngood,Lovely soup indeed\n',
    );
    const columns = ['--text-field', 'column2', '--label-field', 'column1'];
    for (const more of [[], ['--no-header']]) {
      const made = await imported(file, '--new', fresh(), ...more, ...columns);
      assert.ok('counts' in made && made.counts.answers === 3);
    }
    const { counts } = await convertText(readFileSync(file), '--no-header', ...columns);
    assert.deepEqual(counts.labels, { good: 2, bad: 1 });
  });
});

describe('a file with nothing in it', () => {
  test('is reported as empty, or as having empty texts', async () => {
    const { project } = newProject();
    const nothing = fileOf('', 'none.jsonl');
    for (const args of [
      [nothing, '--new', fresh()],
      [project, nothing],
    ]) {
      assert.equal(await refusal(imported(...args)), 'none.jsonl is empty.');
    }
    const empty = fileOf('{"text": ""}\n{"text": ""}\n', 'texts.jsonl');
    assert.match(
      await refusal(imported(empty, '--new', fresh())),
      /^The field “text” of texts\.jsonl is empty in every row/,
    );
    const labelled = fileOf('text,label\n,a\n,b\n', 'labelled.csv');
    const said = await refusal(imported(labelled, '--new', fresh(), '--labels', 'a,b'));
    assert.match(said, /^No row of labelled\.csv can be read as CSV/);
  });
});
