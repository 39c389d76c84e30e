// Pools compressed with Zstandard.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { constants, zstdCompressSync } from 'node:zlib';
import { unpackZstd } from '../../../src/adapters/files/unpackZstd.ts';
import { Xxh64 } from '../../../src/adapters/files/xxh64.ts';
import { openFileSource } from '../../../src/adapters/files/fileSource.ts';
import { Rng } from '../../../src/core/rng.ts';
import { inspectPool } from '../../../src/host/inspectPool.ts';
import { says } from '../../harness/english.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-zstd-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const rng = new Rng(3);
const rows = Array.from({ length: 20_000 }, (_, i) =>
  JSON.stringify({ text: `row ${i} ${rng.uniform()}`, label: i % 2 ? 'a' : 'b' }),
);
const content = Buffer.from(`${rows.join('\n')}\n`);

async function read(name: string, bytes: Uint8Array, ofProject?: true): Promise<Buffer> {
  const location = join(folder, name);
  await writeFile(location, bytes);
  const source = await openFileSource({
    location,
    path: name,
    zstd: true,
    cacheFolder: join(folder, `${name}.cache`),
    ...(ofProject && { ofProject }),
  });
  try {
    return Buffer.from(await source.read(0, await source.size()));
  } finally {
    await source.close();
  }
}

describe('Zstandard', () => {
  test('is unpacked, frame after frame', async () => {
    assert.ok((await read('one.jsonl.zst', zstdCompressSync(content))).equals(content));
    const half = content.indexOf(10, content.length / 2) + 1;
    const frames = [content.subarray(0, half), content.subarray(half)].map((part) =>
      zstdCompressSync(part),
    );
    assert.ok((await read('two.jsonl.zst', Buffer.concat(frames))).equals(content));
  });

  /** Compressed with a checksum, as by the command `zstd`. */
  const checked = (bytes: Uint8Array): Buffer =>
    zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
  /** A skippable frame, as parallel tools write before others. */
  const skipped = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  const nothing = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);

  test('may have skippable frames, and frames without content', async () => {
    const frames = [skipped, checked(content), nothing, checked(Buffer.alloc(0)), skipped];
    const packed = Buffer.concat(frames);
    assert.ok((await read('skip.zst', packed)).equals(content));
    const location = join(folder, 'skip.jsonl');
    await writeFile(location, packed);
    const { format } = await inspectPool(location);
    assert.deepEqual([format.kind, format.zstd], ['jsonl', true]);
  });

  test('is unpacked the same however its bytes arrive', async () => {
    const part = content.subarray(0, 3000);
    const packed = Buffer.concat([skipped, checked(part), nothing, zstdCompressSync(part)]);
    for (const length of [1, 2, 3, 7, 100]) {
      const found: Uint8Array[] = [];
      const bytes = (async function* () {
        for (let at = 0; at < packed.length; at += length) {
          yield await Promise.resolve(packed.subarray(at, at + length));
        }
      })();
      for await (const some of unpackZstd()(bytes)) found.push(some);
      assert.ok(Buffer.concat(found).equals(Buffer.concat([part, part])), `${length} at a time`);
    }
  });

  test('that differs from its checksum is refused, whatever was changed', async () => {
    const packed = checked(content.subarray(0, 5000));
    for (let round = 0; round < 100; round++) {
      const bytes = Buffer.from(packed);
      // Spares the first bytes, which say whether there is a checksum.
      const at = 6 + rng.integer(bytes.length - 6);
      bytes[at] = bytes[at]! ^ (1 + rng.integer(255));
      await read('changed.zst', bytes).then(
        (found) => assert.ok(found.equals(content.subarray(0, 5000)), `round ${round}: ${at}`),
        (error: Error) => assert.equal(error.name, 'UserError', `round ${round}: ${error.stack}`),
      );
    }
  });

  test('has the checksum of the specification', () => {
    // github.com/Cyan4973/xxHash: of nothing, and of "abc".
    for (const [text, expected] of [
      ['', 'ef46db3751d8e999'],
      ['abc', '44bc2cf5ad770999'],
    ] as const) {
      const sum = new Xxh64();
      sum.update(Buffer.from(text));
      assert.equal(sum.digest().toString(16), expected);
    }
  });

  test('is recognised by its content, and proposed as what it holds', async () => {
    const location = join(folder, 'reviews.csv.zst');
    await writeFile(location, zstdCompressSync(Buffer.from('text,label\none,a\ntwo,b\n')));
    const { format } = await inspectPool(location);
    assert.deepEqual(format, {
      kind: 'delimited',
      encoding: 'utf-8',
      delimiter: ',',
      header: true,
      quotes: true,
      zstd: true,
    });
  });

  test('that is cut short or something else is refused, and nothing is left', async () => {
    const sentence = says(
      /^Cannot unpack bad\.zst: it is not a complete Zstandard file\. Check it with/,
    );
    const packed = zstdCompressSync(content);
    await assert.rejects(read('bad.zst', packed.subarray(0, packed.length / 2)), sentence);
    await assert.rejects(read('bad.zst', Buffer.from('text\none\n')), sentence);
    await assert.rejects(read('bad.zst', new Uint8Array(0)), sentence);
    // A frame that declares a window of 2 GB.
    const greedy = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0xa8, 1, 0, 0);
    await assert.rejects(read('bad.zst', greedy), sentence);
    assert.deepEqual(await readdir(join(folder, 'bad.zst.cache')), []);
  });

  test('that unpacks beyond the limit is stopped', async () => {
    const bomb = zstdCompressSync(Buffer.alloc(2 ** 26));
    const before = process.memoryUsage.rss();
    await assert.rejects(read('bomb.zst', bomb), says(/^bomb\.zst unpacks to more than/));
    await assert.rejects(inspectPool(join(folder, 'bomb.zst')), says(/unpacks to more than/));
    assert.ok(process.memoryUsage.rss() - before < 2 ** 29);
    assert.equal((await read('bomb.zst', bomb, true)).length, 2 ** 26);
  });

  test('that is damaged is read or refused', async () => {
    const packed = zstdCompressSync(content.subarray(0, 5000));
    let refused = 0;
    for (let round = 0; round < 200; round++) {
      const bytes = Buffer.from(packed);
      for (let left = rng.integer(3); left >= 0; left--)
        bytes[rng.integer(bytes.length)] = rng.integer(256);
      await read(`fuzz${round % 5}.zst`, bytes).catch((error: unknown) => {
        assert.equal((error as Error).name, 'UserError', `round ${round}`);
        refused++;
      });
    }
    assert.ok(refused > 20, String(refused));
  });
});
