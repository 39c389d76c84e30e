import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { fileError } from '../../../src/adapters/files/fileError.ts';
import { openFileSource } from '../../../src/adapters/files/fileSource.ts';
import { readSamples } from '../../../src/adapters/files/samples.ts';
import { CancelledError, UserError, userMessageOf } from '../../../src/core/errors.ts';
import { openPool } from '../../../src/core/pool/openPool.ts';
import { findReading } from '../../../src/core/pool/reading/findReading.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-files-'));
});
after(() => rm(folder, { recursive: true }));

/** A file of about 1 MiB, several chunks long. */
const rows = Array.from({ length: 9000 }, (_, i) =>
  JSON.stringify({ id: i, text: `Text ${i} — ${'ä'.repeat(i % 90)}` }),
);
const content = Buffer.from(`${rows.join('\n')}\n`);

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('a file is streamed from any offset and read at random', async () => {
  const location = join(folder, 'plain.jsonl');
  await writeFile(location, content);
  const source = await openFileSource({ location, path: 'plain.jsonl' });
  assert.equal(source.path, 'plain.jsonl');
  assert.equal(await source.size(), content.length);
  assert.deepEqual(await collect(source.stream()), content);
  assert.deepEqual(await collect(source.stream(70_001)), content.subarray(70_001));
  assert.deepEqual(Buffer.from(await source.read(100, 50)), content.subarray(100, 150));
  assert.equal((await source.read(content.length - 10, 50)).length, 10);
  assert.equal((await source.read(content.length + 10, 50)).length, 0);
  await source.close();
});

test('streaming stops when cancelled', async () => {
  const location = join(folder, 'cancelled.jsonl');
  await writeFile(location, content);
  const source = await openFileSource({ location });
  const controller = new AbortController();
  const reading = async (): Promise<void> => {
    for await (const chunk of source.stream(0, controller.signal)) {
      assert.ok(chunk.length > 0);
      controller.abort();
    }
  };
  await assert.rejects(reading, CancelledError);
  await source.close();
});

test('a file that unpacks beyond the limit is refused, unless it is in a project already', async () => {
  const location = join(folder, 'zeros.gz');
  const bytes = 2 ** 20;
  await writeFile(location, gzipSync(Buffer.alloc(bytes, ' ')));
  const options = { location, gzip: true, cacheFolder: join(folder, 'far') };
  await assert.rejects(openFileSource(options), UserError);
  const source = await openFileSource({ ...options, ofProject: true });
  assert.equal(await source.size(), bytes);
  await source.close();
});

test('a gzip file is inflated once, and again when it changes', async () => {
  const location = join(folder, 'pool.jsonl.gz');
  const cacheFolder = join(folder, 'cache');
  await writeFile(location, gzipSync(content));
  const open = () => openFileSource({ location, path: 'pool.jsonl.gz', gzip: true, cacheFolder });
  const spec = {
    files: [{ path: 'pool.jsonl.gz', format: { kind: 'jsonl', gzip: true } as const }],
    textFields: ['text'],
    idField: 'id',
    contextFields: [],
  };
  const pool = await openPool(spec, [await open()], { quotedRows });
  assert.equal(pool.index.rowsRead, rows.length);
  const row = pool.index.rowOfSourceId('8999')!;
  assert.equal(
    (await pool.read([row]))[0]!.text,
    (JSON.parse(rows[8999]!) as { text: string }).text,
  );
  await pool.close();
  await (await open()).close();
  assert.equal((await readdir(cacheFolder)).length, 1);
  await utimes(location, new Date(), new Date(Date.now() + 10_000));
  await (await open()).close();
  assert.equal((await readdir(cacheFolder)).length, 2);
});

test('unreadable files are refused in a sentence', async () => {
  const refused = (options: Parameters<typeof openFileSource>[0], message: RegExp): Promise<void> =>
    assert.rejects(
      openFileSource(options),
      (error) => error instanceof UserError && message.test(english(error.problem)),
    );
  await refused(
    { location: join(folder, 'none.jsonl'), path: 'none.jsonl' },
    /Cannot read none\.jsonl: there is no such file/,
  );
  await refused({ location: folder, path: 'here' }, /here.*(not a file|is a folder)/);
  const cacheFolder = join(folder, 'broken-cache');
  const location = join(folder, 'broken.gz');
  await writeFile(location, 'not gzip at all');
  await refused(
    { location, path: 'broken.gz', gzip: true, cacheFolder },
    /Cannot unpack broken\.gz/,
  );
  await writeFile(location, gzipSync(content));
  await truncate(location, 1000);
  await refused(
    { location, path: 'broken.gz', gzip: true, cacheFolder },
    /not a complete gzip file/,
  );
  assert.deepEqual(await readdir(cacheFolder), [], 'nothing half-inflated is left');
  await refused(
    { location: join(folder, 'none.gz'), path: 'none.gz', gzip: true, cacheFolder },
    /no such file/,
  );
});

test('a file without permission gets its own sentence', async () => {
  const location = join(folder, 'secret.jsonl');
  await writeFile(location, content);
  await chmod(location, 0);
  const denied = Object.assign(new Error('EACCES'), { code: 'EACCES' });
  assert.match(
    english(userMessageOf(fileError('secret.jsonl', denied))),
    /no permission to read it/,
  );
  const other = new Error('a defect');
  assert.equal(fileError('x', other), other);
});

test('A11 other encodings and CR line ends are read as UTF-8 from the cache', async () => {
  const cacheFolder = join(folder, 'encodings');
  const rows = Array.from({ length: 9000 }, (_, i) => `Zeile ${i}: schöner Käse, günstig 😀`);
  const text = `${rows.join('\n')}\n`;
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
  const read = async (name: string, bytes: Uint8Array, options = {}): Promise<string> => {
    const location = join(folder, name);
    await writeFile(location, bytes);
    const source = await openFileSource({ location, cacheFolder, ...options });
    const found = Buffer.from(await source.read(0, await source.size())).toString('utf8');
    await source.close();
    return found;
  };
  assert.equal(await read('marked.txt', utf16), text);
  assert.equal(await read('plain.txt', utf16.subarray(2), { encoding: 'utf-16le' }), text);
  const swapped = Buffer.from(utf16).swap16();
  assert.equal(await read('big.txt', swapped, { encoding: 'utf-16be' }), text);
  assert.equal(await read('zipped.txt.gz', gzipSync(utf16), { gzip: true }), text);
  const latin = text.replaceAll('😀', 'é');
  const bytes = Buffer.from(latin, 'latin1');
  assert.equal(await read('latin.txt', bytes, { encoding: 'windows-1252' }), latin);
  const euro = Buffer.from([0x80, 0x0a]);
  assert.equal(await read('euro.txt', euro, { encoding: 'windows-1252' }), '€\n');
  const old = Buffer.from(text.replaceAll('\n', '\r'));
  assert.equal(await read('old.txt', old), text);
  assert.equal(await read('old.txt.gz', gzipSync(old), { gzip: true }), text);
  const usual = Buffer.from(text.replaceAll('\n', '\r\n'));
  assert.equal(await read('usual.txt', usual), usual.toString('utf8'));
});

test('samples: beginning, middle and end, also of compressed files', async () => {
  const rows = Array.from({ length: 60_000 }, (_, i) => `line ${i} of many`);
  const bytes = Buffer.from(rows.join('\n'));
  await writeFile(join(folder, 'many.txt'), bytes);
  await writeFile(join(folder, 'many.txt.gz'), gzipSync(bytes));
  for (const name of ['many.txt', 'many.txt.gz']) {
    const samples = await readSamples({ location: join(folder, name) });
    const text = (piece?: Uint8Array): string => Buffer.from(piece ?? []).toString('utf8');
    assert.match(text(samples.head), /^line 0 /);
    assert.match(text(samples.middle), /line 3\d{4} of/);
    assert.match(text(samples.tail), /line 59999 of many$/);
    assert.equal(samples.gzip ?? false, name.endsWith('.gz'));
    const head = await readSamples({ location: join(folder, name), headOnly: true });
    assert.deepEqual(text(head.head), text(samples.head));
    assert.equal(head.middle, undefined);
  }
  await writeFile(join(folder, 'few.txt'), 'few');
  assert.deepEqual(Object.keys(await readSamples({ location: join(folder, 'few.txt') })), ['head']);
});

test('the first sample of JSON Lines holds a whole line, however long', async () => {
  const location = join(folder, 'long.jsonl');
  const line = `${JSON.stringify({ text: 'word '.repeat(200_000), label: 'a' })}\n`;
  await writeFile(location, line.repeat(5));
  const { head, tail } = await readSamples({ location });
  assert.ok(Buffer.from(head).includes('\n'));
  assert.ok(head.length + (tail?.length ?? 0) <= 5 * line.length);
  // One object with a list of objects on one line: its rows are within it.
  const list = Array.from({ length: 40 }, () => ({ text: 'word '.repeat(9000) }));
  const wrapped = join(folder, 'long.json');
  await writeFile(wrapped, JSON.stringify({ data: list }));
  assert.equal((await readSamples({ location: wrapped })).head.length, 256 * 1024);
  // A single object.
  await writeFile(
    location,
    JSON.stringify({ text: 'word '.repeat(200_000), label: [[0, 4, 'A']] }),
  );
  assert.deepEqual(Object.keys(await readSamples({ location })), ['head']);
});

test('the first line of JSON Lines is read whole, even if it has a list of objects first', async () => {
  const location = join(folder, 'entities.jsonl');
  const long = { entities: [{ start: 0 }], text: 'so it is '.repeat(40_000) };
  await writeFile(location, `${JSON.stringify(long)}\n{"entities": [], "text": "b"}\n`);
  const samples = await readSamples({ location });
  assert.deepEqual(findReading(location, samples).format, { kind: 'jsonl', encoding: 'utf-8' });
});
