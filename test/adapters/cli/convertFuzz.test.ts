// Damaged and hostile files through every reader: each gets error messages in sentences, and leaves no files
// behind. A failure names its number; FUZZ=number runs it alone.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { UnpackLimit } from '../../../src/adapters/files/unpackLimit.ts';
import { openFileSource } from '../../../src/adapters/files/fileSource.ts';
import { readSamples } from '../../../src/adapters/files/samples.ts';
import { parseConvertArguments } from '../../../src/commandLine/convertArguments.ts';
import { convertFile } from '../../../src/commandLine/convertFile.ts';
import { convertedJson, convertedText } from '../../../src/commandLine/convertReport.ts';
import { UserError } from '../../../src/core/errors.ts';
import { formatNames } from '../../../src/core/interchange/formats/format.ts';
import {
  formatNamed,
  isReadable,
  readableFormats,
} from '../../../src/core/interchange/formats/registry.ts';
import { paramsOf } from '../../../src/core/messages/messages.ts';
import { Rng } from '../../../src/core/rng.ts';
import { convertText, withFolder } from '../../harness/conversion.ts';
import { english, says } from '../../harness/english.ts';

const files = 5000;
const root = join(import.meta.dirname, '../../fixtures/interchange');

/** Golden files of every format, and files that other tools wrote. */
const seeds = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .sort()
  .map((path) => readFileSync(path))
  .map((bytes) => bytes.subarray(0, 6000));

const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'text', 'label', 'id'];
const texts = ['', ' ', '\\u0000', '\\ud800', '\\u202e', '=1+1', '\\ud83d\\ude00', 'NaN', '[1]'];
const numbers = [
  ...['-1', '0', '1.5', '1e999', '-1e300', '9007199254740993', '1e15', '4294967296', 'NaN'],
  ...['100000000000000000000000000', '8640000000000001', '-0', '253402300800'],
];
const values = ['null', '[]', '{}', 'true', '3', '"x"', '[[]]', '{"__proto__":[]}', '[null,{}]'];

class Mutator {
  readonly #rng: Rng;
  constructor(rng: Rng) {
    this.#rng = rng;
  }

  one<T>(list: readonly T[]): T {
    return list[this.#rng.integer(list.length)]!;
  }

  below(most: number): number {
    return this.#rng.integer(Math.max(1, most));
  }

  file(): Buffer {
    let bytes: Buffer = this.one(seeds);
    const times = 1 + this.below(3);
    for (let i = 0; i < times; i++) bytes = this.#mutated(bytes);
    const wrap = this.below(12);
    if (wrap === 0) return gzipSync(bytes);
    if (wrap === 1) return cut(gzipSync(bytes), this.below(bytes.length));
    if (wrap === 2) return gzipSync(Buffer.concat([bytes, Buffer.alloc(2 ** this.below(23), 32)]));
    if (wrap === 3) return Buffer.from(bytes.toString('utf8'), 'utf16le');
    return bytes;
  }

  #mutated(bytes: Buffer): Buffer {
    const at = this.below(bytes.length);
    const to = Math.min(bytes.length, at + this.below(200));
    const text = bytes.toString('utf8');
    switch (this.below(14)) {
      case 0:
        return cut(bytes, at);
      case 1:
        return Buffer.concat([cut(bytes, at), bytes.subarray(to)]);
      case 2:
        return Buffer.concat([cut(bytes, to), bytes.subarray(at)]);
      case 3: {
        const noise = Buffer.from(Array.from({ length: this.below(20) }, () => this.below(256)));
        return Buffer.concat([cut(bytes, at), noise, bytes.subarray(at)]);
      }
      case 4:
        return Buffer.concat([bytes, this.one(seeds)]);
      case 5:
        return Buffer.from(text.replaceAll('\n', this.one(['\r', '\r\n', ' ', '\u2028', '\n\n'])));
      case 6:
      case 7:
        return Buffer.from(this.#replaced(text, /-?\d+(\.\d+)?/g, this.one(numbers)));
      case 8:
        return Buffer.from(
          this.#replaced(text, /"[^"\n]*"/g, `"${this.one([...names, ...texts])}"`),
        );
      case 9:
        return Buffer.from(this.#replaced(text, /"\w+"(?=:)/g, `"${this.one(names)}"`));
      case 10:
        return Buffer.from(
          this.#replaced(text, /(?<=:)("[^"\n]*"|\d+|null|true|\[[^[\]]*\])/g, this.one(values)),
        );
      case 11: {
        const depth = this.one([150, 250, 1001, 20_000]);
        const [open, close] = this.one([
          ['[', ']'],
          ['{"a":', '}'],
        ] as const);
        const deep = `${open.repeat(depth)}1${this.below(3) === 0 ? '' : close.repeat(depth)}`;
        return Buffer.from(this.#replaced(text, /(?<=:)("[^"\n]*"|\d+|null)|(?<=,)\w+/g, deep));
      }
      case 12:
        return Buffer.from(
          this.#replaced(text, /[,\t:{}[\]]/g, this.one([',', '\t', '"', '}', '['])),
        );
      default:
        return Buffer.from(
          this.#replaced(text, /\w+/g, this.one([...names, 'O', 'B-', 'I-x', '__label__', 'x\\'])),
        );
    }
  }

  /** Replaces one occurrence of the pattern, or all. */
  #replaced(text: string, pattern: RegExp, by: string): string {
    const found = [...text.matchAll(pattern)];
    if (found.length === 0) return text;
    if (by.length < 100 && this.below(4) === 0) return text.replace(pattern, () => by);
    const { index, 0: old } = this.one(found);
    return text.slice(0, index) + by + text.slice(index + old.length);
  }

  options(): string[] {
    const maybe = (...options: string[]): string[] => (this.below(3) === 0 ? options : []);
    return [
      ...['--to', this.one(formatNames)],
      ...maybe('--from', this.one(readableFormats)),
      ...maybe('--task', this.one(['single', 'multi', 'spans'])),
      ...maybe('--empty', 'none'),
      ...maybe('--reject-as', 'other'),
      ...maybe('--offsets', this.one(['utf16', 'byte', 'codepoint'])),
      ...maybe('--by', 'document'),
      ...maybe('--question', this.one(['label', 'constructor', 'x'])),
      ...maybe('--text-field', this.one(['text', '__proto__', 'content'])),
      ...maybe('--map', `${this.one(['0', 'PER', '__proto__'])}=${this.one(['x', 'constructor'])}`),
      ...(this.below(8) === 0 ? ['--split', this.one(['train', 'holdout'])] : []),
    ];
  }
}

function cut(bytes: Buffer, at: number): Buffer {
  return bytes.subarray(0, at);
}

const streams = {
  stdin: Readable.from([]),
  stdout: new Writable({ write: (_chunk, _encoding, done) => done() }),
  signal: new AbortController().signal,
};

test(`${files} damaged files: each gets messages in sentences, and leaves nothing behind`, async () => {
  await withFolder(async (folder) => {
    const [input, output] = [join(folder, 'in'), join(folder, 'out')];
    const outcomes = { written: 0, refused: 0, problems: 0, unpacked: 0 };
    const failures: Error[] = [];
    const only = process.env['FUZZ'];
    for (let number = 0; number < files; number++) {
      if (only !== undefined && number !== Number(only)) continue;
      const mutator = new Mutator(new Rng(number + 1));
      const bytes = mutator.file();
      const options = mutator.options();
      writeFileSync(input, bytes);
      const parsed = parseConvertArguments([input, output, ...options]);
      if (parsed === 'help') throw new Error('help');
      const convertOnce = async (): Promise<void> => {
        try {
          const converted = await convertFile(parsed, streams);
          outcomes.written++;
          assert.ok(converted.tally.rows > 0);
          assert.ok(convertedText(converted, parsed).length > 0);
          const { problems } = convertedJson(converted) as { problems: { message: string }[] };
          outcomes.problems += problems.length;
          for (const { message } of problems) assert.match(message, /\.$/);
          assert.doesNotMatch(readFileSync(output, 'utf8'), /\[object |function \w*\(/);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          outcomes.refused++;
          assert.match(english(error.problem), /[.)]$/);
          const limit = paramsOf(error.problem, 'file.unpacksTooFar');
          if (limit) {
            outcomes.unpacked++;
            assert.ok(limit.most <= 200 * bytes.length);
          }
          // A refused file leaves no output.
          assert.deepEqual(readdirSync(folder), ['in']);
        }
      };
      const what = `FUZZ=${number} ${options.join(' ')}`;
      try {
        await convertOnce();
      } catch (error) {
        failures.push(new Error(what, { cause: error }));
        if (failures.length === 10) break;
      }
      for (const name of readdirSync(folder)) if (name !== 'in') rmSync(join(folder, name));
    }
    if (failures.length > 0) throw new AggregateError(failures);
    if (only !== undefined) return;
    // The files are damaged, not destroyed: readers get past their first rows.
    assert.ok(outcomes.written > files / 10, JSON.stringify(outcomes));
    assert.ok(outcomes.problems > files / 10, JSON.stringify(outcomes));
    assert.ok(outcomes.unpacked > 0, JSON.stringify(outcomes));
  });
});

test('a field named like a member of Object is kept, and none is invented', async () => {
  const row = '{"text":"a","label":"x","__proto__":"p"}\n{"text":"b","label":"constructor"}\n';
  const first = await convertText(row);
  assert.match(first.written, /"__proto__":"p"/);
  for (const format of formatNames.filter((name) => formatNamed(name).tasks.includes('single'))) {
    const there = await convertText(row.replaceAll('__proto__', 'toString'), '--to', format);
    assert.doesNotMatch(there.written, /native code/, format);
    if (!isReadable(formatNamed(format)) || formatNamed(format).lacks.includes('context')) continue;
    const { bytes } = await convertText(row, '--to', format);
    const back = await convertText(bytes, '--from', format, '--task', 'single');
    assert.match(back.written, /"__proto__":"p"/, format);
    assert.deepEqual(back.counts.labels, { x: 1, constructor: 1 }, format);
  }
});

describe('limits', () => {
  const line = Buffer.from('{"text":"a","label":"x"}\n');

  test('a file that unpacks beyond the limit is stopped before its bytes are written', async () => {
    await withFolder(async (folder) => {
      const location = join(folder, 'bomb.jsonl.gz');
      const cacheFolder = join(folder, 'cache');
      mkdirSync(cacheFolder);
      writeFileSync(location, gzipSync(Buffer.alloc(2 ** 24, line), { level: 9 }));
      const { size } = statSync(location);
      assert.ok(2 ** 24 > 200 * size);
      const options = { location, path: 'bomb.jsonl.gz', gzip: true, cacheFolder };
      await assert.rejects(readSamples(options), says(/^bomb\.jsonl\.gz unpacks to more than/));
      await assert.rejects(openFileSource(options), says(/unpacks to more than .* --max-unpacked/));
      assert.deepEqual(readdirSync(cacheFolder), []);
      const samples = await readSamples({ ...options, maxUnpacked: 2 ** 24 });
      assert.ok(samples.head.length > 0);
      const source = await openFileSource({ ...options, maxUnpacked: 2 ** 24 });
      assert.equal(await source.size(), 2 ** 24);
      await source.close();
    });
  });

  test('--max-unpacked allows more', async () => {
    const bomb = gzipSync(Buffer.alloc(25 * 2 ** 12, line), { level: 9 });
    await assert.rejects(convertText(bomb), says(/unpacks to more than/));
    const { counts } = await convertText(bomb, '--max-unpacked', '1MB');
    assert.equal(counts.rows, 2 ** 12);
    for (const size of ['', 'much', '0', '-1GB']) {
      assert.throws(
        () => parseConvertArguments(['a', 'b.csv', `--max-unpacked=${size}`]),
        UserError,
      );
    }
  });

  test('a deeply nested row is reported, and a file of such rows is refused', async () => {
    const deep = (depth: number): string =>
      `{"text":"a","x":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    const { counts } = await convertText(`${deep(20_000)}\n${String(line)}`);
    assert.equal(counts.rows, 1);
    assert.match(counts.problems[0]!.message, /more than 1000 levels deep/);
    await assert.rejects(convertText(deep(1_000_000)), UserError);
    await assert.rejects(
      convertText(deep(50_000), '--from', 'marginalia'),
      says(/more than 1000 levels deep/),
    );
  });

  test('a row with 1,000 nested lists is read and written by every format, and a deeper one is refused', async () => {
    const rowOf = (depth: number): string =>
      `{"text":"a","label":"x","x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}\n`;
    const { counts, written } = await convertText(rowOf(1000));
    assert.deepEqual([counts.rows, counts.problems], [1, []]);
    assert.ok(written.includes('['.repeat(999)));
    for (const format of formatNames.filter((name) => formatNamed(name).tasks.includes('single'))) {
      await convertText(rowOf(1000), '--to', format);
    }
    const { counts: fewer } = await convertText(`${String(line)}${rowOf(1001)}`);
    assert.equal(fewer.rows, 1);
    assert.match(fewer.problems[0]!.message, /more than 1000 levels deep/);
  });

  test('hundreds of thousands of parts in one row, and of labels', async () => {
    const parts = 200_000;
    const row = { text: '. '.repeat(parts), entities: [[0, 1, 'x']] };
    const { written } = await convertText(
      JSON.stringify(row),
      ...['--from', 'spacy', '--to', 'conll'],
    );
    assert.equal(written.trimEnd().split('\n').length, parts);
    const labels = Array.from({ length: parts }, (_, i) => `__label__${i} text`).join('\n');
    await assert.rejects(convertText(labels), says(/more than 10,?000 labels/));
    const choices = Array.from({ length: parts }, (_, i) => `l${i}`);
    const task = { data: { text: 'a' }, annotations: [{ result: [{ value: { choices } }] }] };
    const given = `[${JSON.stringify(task)}]`;
    await assert.rejects(convertText(given, '--from', 'labelstudio'), UserError);
  });

  test('bytes are counted before they are passed on: 200 times the file, and 4 GB at most', () => {
    const limit = new UnpackLimit('x', 10);
    assert.equal(limit.most, 2000);
    limit.take(1999);
    assert.throws(() => limit.take(2), UserError);
    assert.equal(limit.taken, 1999);
    limit.take(1);
    assert.equal(new UnpackLimit('x', 2 ** 40).most, 4 * 2 ** 30);
    assert.equal(new UnpackLimit('x', 10, 5).most, 5);
  });
});
