// The vectors of a pool for one pass: cached ones are read while a window may rewrite the file.
import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { Embedder } from '../../../src/core/embed/embedder.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { embedPool } from '../../../src/engine/embedding/embeddingCache.ts';
import { IdTable } from '../../../src/engine/embedding/idTable.ts';
import { EmbeddingFile } from '../../../src/engine/embedding/embeddingFile.ts';
import { PoolVectors } from '../../../src/host/poolVectors.ts';
import { says } from '../../harness/english.ts';
import { openHandles } from '../../harness/openHandles.ts';

const root = mkdtempSync(join(tmpdir(), 'marginalia-pool-vectors-'));
after(() => rmSync(root, { recursive: true, force: true }));

const texts = Array.from({ length: 40 }, (_, i) => `text ${i}`);
const pool = {
  size: texts.length,
  idBytes: new Uint8Array(Buffer.from(texts.map(recordIdOf).join(''), 'hex')),
  texts: async (from: number, to: number) => texts.slice(from, to),
  rowsOfIds: (ids: Uint8Array) => new IdTable(pool.idBytes).rowsOf(ids),
};

/** An embedder of two dimensions: the number in the text is an angle. Records the requested texts. */
function turning(scale = 1): Embedder & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    name: 'turning',
    dimensions: 2,
    fingerprint: `turning-${scale}`,
    asked,
    embed: async (some) => {
      asked.push(...some);
      return Float32Array.from(
        some.flatMap((text) => {
          const angle = scale * Number(text.slice(5));
          return [Math.cos(angle), Math.sin(angle)];
        }),
      );
    },
  };
}

let files = 0;
/** A cache file with the vectors of the first rows. */
async function cached(embedder: Embedder, rows: number): Promise<string> {
  const file = join(root, `${files++}.vectors`);
  const some = { ...pool, size: rows };
  await (await embedPool({ pool: some, embedder, file })).close();
  return file;
}

const textsOf = async (rows: readonly number[]): Promise<string[]> =>
  rows.map((row) => texts[row]!);
const options = { exact: false, tempFolder: root };
const rows = [0, 1, 2, 9, 25, 30, 39];

async function expected(): Promise<number[]> {
  return [...(await turning().embed(await textsOf(rows)))];
}

describe('vectors of a pool', () => {
  test('are read from the cache, and computed if they are missing', async () => {
    const file = await cached(turning(), 30);
    const before = readFileSync(file);
    const embedder = turning();
    const vectors = await PoolVectors.open([{ embedder, file, weight: 1 }], pool, options);
    const { data } = await vectors.take(rows, textsOf, undefined);
    assert.deepEqual([...data], await expected());
    assert.deepEqual(embedder.asked, ['text 30', 'text 39']);
    await vectors.close();
    assert.deepEqual(readFileSync(file), before);
    const exact = await PoolVectors.open([{ embedder, file, weight: 1 }], pool, {
      ...options,
      exact: true,
    });
    assert.deepEqual([...(await exact.take(rows, textsOf, undefined)).data], await expected());
    assert.equal(embedder.asked.length, 2 + rows.length);
    await exact.close();
  });

  test('do not change a cache file that is truncated or of another embedder', async () => {
    const file = await cached(turning(), 30);
    appendFileSync(file, Buffer.alloc(50, 1));
    const other = await cached(turning(2), 40);
    for (const path of [file, other, join(root, 'none.vectors')]) {
      const before = path.endsWith('none.vectors') ? undefined : readFileSync(path);
      const blocks = [{ embedder: turning(), file: path, weight: 1 }];
      const vectors = await PoolVectors.open(blocks, pool, options);
      assert.deepEqual([...(await vectors.take(rows, textsOf, undefined)).data], await expected());
      await vectors.close();
      if (before) assert.deepEqual(readFileSync(path), before);
    }
  });

  test('are computed again if a window fills the file for another embedder at the same time', async () => {
    const file = await cached(turning(), 40);
    const embedder = turning();
    const vectors = await PoolVectors.open([{ embedder, file, weight: 1 }], pool, options);
    await vectors.take(rows, textsOf, undefined);
    assert.deepEqual(embedder.asked, []);
    // Rewrites the file in place, as a window does.
    const rewritten = await EmbeddingFile.open(file, 'turning-2', 2);
    await rewritten.append(pool.idBytes, await turning(2).embed(texts));
    await rewritten.close();
    assert.deepEqual([...(await vectors.take(rows, textsOf, undefined)).data], await expected());
    assert.equal(embedder.asked.length, rows.length);
    writeFileSync(file, '');
    assert.deepEqual([...(await vectors.take(rows, textsOf, undefined)).data], await expected());
    await vectors.close();
  });

  test('of the user do not exist for other texts', async () => {
    const own = { ...turning(), embedRows: async () => new Float32Array() };
    const blocks = [{ embedder: own, file: join(root, 'none'), weight: 1 }];
    const vectors = await PoolVectors.open(blocks, pool, options);
    await assert.rejects(vectors.embed(['text 1'], undefined), says(/belong to the rows/));
    await vectors.close();
  });

  test(
    'leave no file open if there is no place for temporary files',
    { skip: process.platform !== 'linux' },
    async () => {
      const embedder = turning();
      const file = realpathSync(await cached(embedder, 30));
      await assert.rejects(
        PoolVectors.open([{ embedder, file, weight: 1 }], pool, {
          ...options,
          tempFolder: join(root, 'missing'),
        }),
        { name: 'UserError' },
      );
      assert.equal(openHandles(file), 0);
    },
  );
});
