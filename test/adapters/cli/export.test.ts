// `export`: the labels of a project in every format, without touching the project.
import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, describe, test } from 'node:test';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import {
  parseExportArguments,
  type ExportArguments,
} from '../../../src/commandLine/exportArguments.ts';
import { exportProject, exportSentences } from '../../../src/commandLine/exportProject.ts';
import { endingOf } from '../../../src/core/interchange/endingOf.ts';
import type { ExportSummary } from '../../../src/core/interchange/exportOptions.ts';
import { exportFormats } from '../../../src/core/interchange/exportOptions.ts';
import { formatNamed } from '../../../src/core/interchange/formats/registry.ts';
import { identityVersion, recordIdOf } from '../../../src/core/record.ts';
import { english, says } from '../../harness/english.ts';
import { packedText, unpackOurs } from '../../fixtures/oldProjects/unpack.ts';
import { databaseOf, writeProject, type Labelled } from './projects.ts';
import { runCli } from './runCli.ts';
import { folderContents } from '../../harness/folderContents.ts';

const root = mkdtempSync(join(tmpdir(), 'marginalia-export-'));
after(() => rmSync(root, { recursive: true, force: true }));
const newFolder = (): string => mkdtempSync(join(root, 'project-'));

const ask = { kind: 'query', strategy: 'margin' } as const;
const rows: readonly Labelled[] = [
  { text: 'fine, “really” 😀', event: { kind: 'label', label: 'good', ask } },
  { text: 'poor\nservice', event: { kind: 'label', label: 'bad' } },
  { text: 'what', event: { kind: 'skip' } },
  { text: 'fine, “really” 😀' },
  { text: 'to look at', event: { kind: 'flag' } },
  { text: 'held out', event: { kind: 'label', label: 'good', ask: { kind: 'holdout' } } },
  { text: 'new' },
];

/** A project with one hold-out record. */
function project(): { readonly folder: string; readonly file: string } {
  const folder = newFolder();
  const file = writeProject(folder, { rows });
  const store = openSqliteStore(databaseOf(folder), { project: 'reviews', identityVersion });
  const member = { recordId: recordIdOf('held out'), multiplicity: 1 };
  store.setHoldout({ members: [member], seed: 1, at: 1 });
  store.close();
  return { folder, file };
}

interface Exported extends ExportSummary {
  readonly text: string;
  readonly told: readonly string[];
}

async function exported(file: string, ...args: string[]): Promise<Exported> {
  const parsed = parseExportArguments([file, ...args]) as ExportArguments;
  const stdout = new PassThrough();
  const chunks: Buffer[] = [];
  stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const { signal } = new AbortController();
  const summary = await exportProject(parsed, { stdout, signal });
  const text =
    parsed.out === '-' ? Buffer.concat(chunks).toString() : readFileSync(parsed.out, 'utf8');
  return { ...summary, text, told: exportSentences(summary, parsed).map(english) };
}

const linesOf = ({ text }: { readonly text: string }): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('export', () => {
  for (const name of ['lexical-30', 'imported', 'labels-77']) {
    test(`writes the recorded exports of ${name} byte for byte`, async () => {
      const folder = newFolder();
      unpackOurs(name, folder);
      const file = join(folder, `${name}.marginalia.json`);
      const before = folderContents(folder);
      for (const [to, recorded] of [
        ['marginalia', 'export.jsonl'],
        ['csv', 'export.csv'],
      ] as const) {
        const { text } = await exported(file, '--to', to, '--rows', 'answers');
        assert.equal(text, packedText(name, recorded));
      }
      assert.deepEqual(folderContents(folder), before);
    });
  }

  test('writes every format that supports the task, and reports what it cannot represent', async () => {
    const { folder, file } = project();
    const before = folderContents(folder);
    for (const format of exportFormats) {
      const to = format === 'jsonl' ? 'marginalia' : format;
      if (!['jsonl', 'csv', 'spreadsheet'].includes(format)) {
        const { tasks, lacks, title } = formatNamed(to as 'prodigy');
        if (!tasks.includes('single')) {
          await assert.rejects(
            exported(file, '--to', to),
            says(new RegExp(`^${title} cannot store `)),
          );
          continue;
        }
        const { text, losses, told } = await exported(file, '--to', to);
        for (const word of ['poor', 'held out']) assert.ok(text.includes(word), `${to}: ${word}`);
        const ending = endingOf(format);
        if (ending === 'jsonl') linesOf({ text });
        if (ending === 'json') assert.ok(JSON.parse(text), to);
        const skipped = losses.find(({ what }) => what === 'skipped')?.count;
        assert.equal(skipped, lacks.includes('skipped') ? 1 : undefined, to);
        assert.equal(text.includes('what'), !lacks.includes('skipped'), to);
        if (losses.length > 0) assert.ok(told.at(-1)!.endsWith(`${title} cannot store them.`));
      } else {
        const { text } = await exported(file, '--to', to);
        assert.ok(text.includes('held out') && !text.includes('what'));
        assert.match((await exported(file, '--to', to, '--skipped')).text, /what[^]*to look at/);
      }
    }
    assert.deepEqual(folderContents(folder), before);
  });

  test('keeps answers complete in formats that can represent them', async () => {
    const { file } = project();
    const lines = linesOf(await exported(file, '--to', 'prodigy'));
    assert.deepEqual(
      lines.map(({ text, accept, answer }) => [text, accept, answer]),
      [
        ['fine, “really” 😀', ['good'], 'accept'],
        ['poor\nservice', ['bad'], 'accept'],
        ['what', [], 'ignore'],
        ['fine, “really” 😀', ['good'], 'accept'],
        ['to look at', lines[4]!['accept'], lines[4]!['answer']],
        ['held out', ['good'], 'accept'],
      ],
    );
    const meta = lines[5]!['meta'] as Record<string, Record<string, unknown>>;
    assert.equal(meta['id'], 'r5');
    assert.deepEqual(meta['marginalia']!['origin'], { holdout: true, ask: 'holdout' });
  });

  test('takes rows or answers, a part, and some labels', async () => {
    const { file } = project();
    const ids = async (...args: string[]): Promise<unknown[]> =>
      linesOf(await exported(file, ...args)).map(({ id }) => id);
    assert.deepEqual(await ids(), ['r0', 'r1', 'r3', 'r5']);
    assert.deepEqual(await ids('--rows', 'answers'), ['r0', 'r1', 'r5']);
    assert.deepEqual(await ids('--split', 'train'), ['r0', 'r1', 'r3']);
    assert.deepEqual(await ids('--split', 'holdout'), ['r5']);
    assert.deepEqual(await ids('--labels', 'bad'), ['r1']);
    const both = ['--labels', 'bad', '--labels', 'good', '--split', 'holdout'];
    assert.deepEqual(await ids(...both), ['r5']);
    await assert.rejects(
      ids('--labels', 'ugly'),
      says(/^--labels must be one of good, bad, not “ugly”/),
    );
  });

  test('omits answers whose texts are gone from files of other tools, and says so', async () => {
    const { folder, file } = project();
    const pool = join(folder, 'reviews.jsonl');
    writeFileSync(pool, readFileSync(pool, 'utf8').split('\n').slice(2).join('\n'));
    const { text, told, withoutText } = await exported(file, '--to', 'prodigy');
    assert.equal(withoutText, 1);
    assert.ok(!text.includes('poor'));
    assert.ok(told.includes('Left out because their texts are not in the pool any more: 1.'));
    const ours = linesOf(await exported(file));
    assert.deepEqual([ours.at(-1)!['id'], ours.at(-1)!['text']], ['r1', null]);
  });

  test('reads the labels of the mirror if there is no database', async () => {
    const name = 'lexical-30';
    const folder = newFolder();
    unpackOurs(name, folder);
    rmSync(join(folder, '.marginalia'), { recursive: true });
    const file = join(folder, `${name}.marginalia.json`);
    const given = (text: string): unknown[] =>
      linesOf({ text }).map(({ id, text: of, label, annotator, at }) => [
        id,
        of,
        label,
        annotator,
        at,
      ]);
    assert.deepEqual(
      given((await exported(file, '--rows', 'answers')).text).toSorted(),
      given(packedText(name, 'export.jsonl')).toSorted(),
    );
  });
});

describe('the file that export writes', () => {
  test('never overwrites the project, and replaces another file only with --force', async () => {
    const { folder, file } = project();
    mkdirSync(join(folder, 'sub'));
    symlinkSync(join(folder, 'reviews.jsonl'), join(folder, 'sub/link.jsonl'));
    writeFileSync(join(folder, 'other.jsonl'), 'former');
    const before = folderContents(folder);
    const own = [
      'reviews.jsonl',
      'sub/link.jsonl',
      'reviews.marginalia.json',
      'reviews.labels.jsonl',
      '.marginalia/reviews.sqlite',
      '.marginalia/new.jsonl',
    ];
    for (const out of own) {
      const refused = exported(file, '--out', join(folder, out), '--force');
      await assert.rejects(refused, says(/cannot be overwritten|belongs to a project/), out);
    }
    const out = join(folder, 'other.jsonl');
    await assert.rejects(exported(file, '--out', out), says(/Use --force to overwrite it/));
    assert.deepEqual(folderContents(folder), before);
    assert.equal(linesOf(await exported(file, '--out', out, '--force')).length, 4);
  });

  test('is absent when the command is stopped or killed while it writes', async () => {
    const { folder, file } = project();
    const out = join(folder, 'out.jsonl');
    const before = readdirSync(folder).sort();
    const { code } = await runCli(['export', file, '--out', out], { endAtPart: 'SIGTERM' });
    assert.equal(code, 130);
    assert.deepEqual(readdirSync(folder).sort(), before);
    await runCli(['export', file, '--out', out], { endAtPart: 'SIGKILL' });
    const left = readdirSync(folder).filter((name) => !before.includes(name));
    assert.equal(left.length, 1);
    assert.match(left[0]!, /^\.out\.jsonl\.\d+\.part$/);
  });
});

test('export prints labels alone, and ends with 0, 1 with --strict and a loss, 2 or 3', async () => {
  const { folder, file } = project();
  const plain = await runCli(['export', file, '--strict']);
  assert.equal(plain.code, 0);
  assert.equal(plain.stderr, 'Rows written: 4, of 3 answered records.\n');
  assert.equal(linesOf({ text: plain.stdout }).length, 4);
  const lossy = await runCli(['export', file, '--to', 'fasttext', '--strict']);
  assert.equal(lossy.code, 1);
  assert.match(lossy.stdout, /^__label__good fine/);
  assert.match(lossy.stderr, /fastText cannot store them\.\n$/);
  const wrong = await runCli(['export', file, '--to', 'excel']);
  assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
  const empty = writeProject(join(folder, 'empty'), { rows: [{ text: 'new' }] });
  const nothing = await runCli(['export', empty]);
  assert.deepEqual([nothing.code, nothing.stdout], [3, '']);
  assert.match(nothing.stderr, /^There are no labels to export yet\./);
  const unasked = await runCli(['export', empty, '--split', 'holdout']);
  assert.deepEqual([unasked.code, unasked.stdout], [3, '']);
  assert.match(unasked.stderr, /^No hold-out record has an answer yet\./);
});
