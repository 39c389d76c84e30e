import assert from 'node:assert/strict';
import { existsSync, watch } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { convertExample, convertUsage } from '../../../src/commandLine/convertArguments.ts';
import { requireFreeOutput } from '../../../src/commandLine/requireFreeOutput.ts';
import { convertText, jsonRows, withFolder } from '../../harness/conversion.ts';
import { says } from '../../harness/english.ts';
import { runCli } from './runCli.ts';

const cases = join(import.meta.dirname, '../../fixtures/interchange');
const data = resolve(process.env.MARGINALIA_DATA ?? '../shared/data');
const wordsIn = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

describe('wnut17', { skip: existsSync(data) ? false : 'shared data absent' }, () => {
  for (const [file, sentences, spans] of [
    ['emerging.dev.conll', 1009, 836],
    ['emerging.test.annotated', 1287, 1079],
  ] as const) {
    test(`${file}: ${sentences} sentences, ${spans} spans, and an identical file after a round trip`, async () => {
      const given = await readFile(join(data, 'wnut17', file), 'utf8');
      const there = await convertText(given);
      const { rows, answers, spans: found, lost } = there.counts;
      assert.deepEqual([rows, answers, found, lost], [sentences, sentences, spans, {}]);
      const back = await convertText(there.written, '--to', 'conll');
      assert.deepEqual([back.counts.spans, back.counts.lost], [spans, {}]);
      assert.deepEqual(wordsIn(back.written), wordsIn(given));
    });
  }
});

test('CoNLL-2003: sentences or documents, blank-separated columns, document marks kept', async () => {
  const given = await readFile(join(cases, 'conll/doccano.conll2003'), 'utf8');
  const sentences = await convertText(given);
  assert.deepEqual([sentences.counts.rows, sentences.counts.spans], [6, 11]);
  assert.deepEqual(sentences.counts.labels, { LOC: 6, PER: 4, ORG: 1 });
  assert.deepEqual(jsonRows(sentences.written)[1], {
    id: null,
    text: 'Nadim Ladki',
    spans: [{ start: 0, end: 11, label: 'PER', text: 'Nadim Ladki' }],
    of: ['LOC', 'PER', 'ORG'],
    tokens: 'blanks',
    offsets: 'codepoint',
    document: 1,
  });
  const again = await convertText(sentences.written, '--to', 'conll');
  assert.equal(again.written.match(/-DOCSTART-/g)?.length, 2);
  assert.deepEqual(again.counts.lost, {});
  const documents = await convertText(given, '--by', 'document');
  assert.equal(documents.counts.rows, 2);
  const whole = await convertText(documents.written, '--to', 'conll', '--by', 'document');
  assert.equal(whole.written, again.written);
});

test('offsets are written in the requested units and read back in them', async () => {
  const given = '😀\tO\nBerlin\tU-LOC\n';
  for (const [unit, start] of [
    ['codepoint', 2],
    ['utf16', 3],
    ['byte', 5],
  ] as const) {
    const { written } = await convertText(given, '--to-offsets', unit);
    const [row] = jsonRows(written) as { spans: { start: number }[]; offsets: string }[];
    assert.deepEqual([row!.spans[0]!.start, row!.offsets], [start, unit]);
    const back = await convertText(written, '--to', 'conll', '--scheme', 'bilou');
    assert.equal(back.written, `${given}\n`);
  }
});

test('the example in the help runs, and refuses to overwrite its own output', () =>
  withFolder(async (folder) => {
    assert.ok(convertUsage.includes(convertExample));
    await writeFile(join(folder, 'train.conll'), 'Ada\tB-PER\nsang\tO\n\n😀\tO\nBerlin\tB-LOC\n');
    const args = convertExample.split(' ').slice(1);
    const { code, stdout, stderr } = await runCli(args, { cwd: folder });
    assert.deepEqual([code, stdout], [0, '']);
    assert.match(stderr, /^CoNLL → Marginalia JSONL · rows: 2 · answers: 2 · spans: 2$/m);
    const spans = jsonRows(await readFile(join(folder, 'train.jsonl'), 'utf8')).map(
      (row) => row['spans'],
    );
    assert.deepEqual(spans, [
      [{ start: 0, end: 3, label: 'PER', text: 'Ada' }],
      [{ start: 2, end: 8, label: 'LOC', text: 'Berlin' }],
    ]);
    const again = await runCli(args, { cwd: folder });
    assert.equal(again.code, 2);
    assert.match(again.stderr, /train\.jsonl already exists\. Use --force to overwrite it/);
  }));

test('counts are printed as JSON, and --strict exits with 1 on a loss', async () => {
  const input = '{"id": "7", "text": "Ada sang", "spans": [], "of": ["PER"], "offsets": "utf16"}\n';
  const args = ['convert', '-', '-', '--to', 'conll', '--json', '--strict'];
  const { code, stdout, stderr } = await runCli(args, { input });
  assert.deepEqual([code, stdout], [1, 'Ada\tO\nsang\tO\n\n']);
  assert.deepEqual((JSON.parse(stderr) as { lost: object }).lost, { id: 1, unusedLabel: 1 });
});

test('protected files are never overwritten', () =>
  withFolder(async (folder) => {
    const own = join(folder, 'own.conll');
    const pool = join(folder, 'pool.jsonl');
    const kept = join(folder, 'kept.jsonl');
    for (const path of [own, pool, kept]) await writeFile(path, '{"text": "a"}\n');
    const project = { version: 1, pool: [{ path: 'pool.jsonl' }], text: ['text'] };
    const labels = [{ name: 'a' }, { name: 'b' }];
    await writeFile(join(folder, 'p.marginalia.json'), JSON.stringify({ ...project, labels }));
    for (const [to, sentence] of [
      [own, /is the input file/],
      [pool, /belongs to a project/],
      [join(folder, 'p.marginalia.json'), /belongs to a project/],
      [join(folder, 'p.labels.jsonl'), /belongs to a project/],
      [join(folder, '.marginalia/x.jsonl'), /belongs to a project/],
    ] as const) {
      await assert.rejects(requireFreeOutput(to, [own], true), says(sentence), to);
    }
    await assert.rejects(requireFreeOutput(kept, [own], false), says(/already exists/));
    await requireFreeOutput(kept, [own], true);
    // A failed run leaves neither a partial nor a temporary file.
    await writeFile(own, 'Ada\n');
    const failed = await runCli(['convert', own, kept, '--from', 'conll', '--force']);
    assert.equal(failed.code, 2);
    assert.equal(await readFile(kept, 'utf8'), '{"text": "a"}\n');
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.endsWith('.part')),
      [],
    );
  }));

test('bad usage and bad input are refused in a sentence', async () => {
  for (const [options, input, sentence] of [
    [['x', 'y'], '', /Name one file to read and one to write/],
    [['--form', 'csv'], '', /Unknown option '--form'\. Did you mean “--from”\? See --help/],
    [['--to', 'xml'], '', /--to must be one of marginalia, .*not “xml”/],
    [['--map', 'a'], '', /--map takes OLD=NEW/],
    [['--encoding', 'klingon'], '', /no encoding "klingon"/],
    [[], 'Once upon a time.\n', /The format of standard input was not recognised/],
    [[], '', /standard input is empty\./],
    [['--from', 'conll'], 'a\n', /can be read as CoNLL.* Line 1: This line has a word without/],
    [['--from', 'conll'], '\n', /has no rows/],
  ] as const) {
    await assert.rejects(convertText(input, ...options), says(sentence));
  }
  const { said, counts } = await convertText(
    'a\tO\nb\n\nc\tB-x\nd\tX\n\ne\tO\n',
    '--from',
    'conll',
  );
  assert.match(said, /^-:2: This line has a word without a tag/m);
  assert.match(said, /^-:5: “X” is no tag/m);
  assert.deepEqual([counts.rows, counts.problemCount], [1, 2]);
});

test('reads gzip and legacy encodings, and reports the latter', async () => {
  const given = '{"text": "Café", "label": "a"}\n';
  const zipped = await convertText(gzipSync(given), '--to', 'csv');
  assert.equal(zipped.written, 'id,text,label\r\n,Café,a\r\n');
  const old = await convertText(Buffer.from(given, 'latin1'), '--to', 'csv');
  assert.equal(old.written, zipped.written);
  assert.match(old.said, /not UTF-8; the file is read as windows-1252/);
  const named = await convertText(Buffer.from(given, 'latin1'), '--encoding', 'windows-1252');
  assert.doesNotMatch(named.said, /not UTF-8/);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  test(`${signal} exits with 130 and leaves nothing behind`, () =>
    withFolder(async (folder) => {
      const out = join(folder, 'out.jsonl');
      const temporary = join(folder, 'tmp');
      await mkdir(temporary);
      const { code, stderr } = await runCli(['convert', '-', out], {
        env: { TMPDIR: temporary },
        onStart: (child) => {
          // Once the folder exists, the command waits for the rest of its input.
          child.stdin!.write('{"text": "a", "label": "x"}\n');
          const watcher = watch(temporary, { persistent: false }, () => {
            watcher.close();
            child.kill(signal);
          });
        },
      });
      assert.deepEqual([code, stderr], [130, 'Stopped.\n']);
      assert.deepEqual(await readdir(temporary), []);
      assert.deepEqual(await readdir(folder), ['tmp']);
    }));
