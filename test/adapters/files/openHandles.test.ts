// Files of which only a part is read are closed when the reader has what it wants.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, realpathSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { unzip } from '../../../src/adapters/excel/zipEntries.ts';
import { readSamples } from '../../../src/adapters/files/samples.ts';
import { spoolOnce } from '../../../src/adapters/files/spool.ts';
import { openHandles } from '../../harness/openHandles.ts';

describe('a compressed file', { skip: process.platform !== 'linux' }, () => {
  let folder: string;
  /** Hardly compressible, so that the end of the packed file is far from what is unpacked first. */
  const content = Buffer.from(randomBytes(4_000_000).toString('base64'));
  before(async () => {
    folder = realpathSync(await mkdtemp(join(tmpdir(), 'marginalia-open-handles-')));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const put = async (name: string, bytes: Uint8Array): Promise<string> => {
    const location = join(folder, name);
    await writeFile(location, bytes);
    return location;
  };
  const packings = { gz: gzipSync, zst: zstdCompressSync };

  for (const [ending, pack] of Object.entries(packings)) {
    test(`${ending}: is closed when its head has been read`, async () => {
      const location = await put(`pool.${ending}`, pack(content));
      const { head } = await readSamples({ location, headOnly: true });
      assert.equal(openHandles(location), 0);
      assert.deepEqual(Buffer.from(head), content.subarray(0, head.length));
      const { tail } = await readSamples({ location });
      assert.equal(openHandles(location), 0);
      assert.deepEqual(Buffer.from(tail!.subarray(-9)), content.subarray(-9));
    });

    test(`${ending}: is closed when it is damaged, or unpacks too far`, async () => {
      const damaged = await put(`damaged.${ending}`, pack(content).subarray(0, 1_000_000));
      await assert.rejects(readSamples({ location: damaged }), { name: 'UserError' });
      assert.equal(openHandles(damaged), 0);
      const large = await put(`large.${ending}`, pack(content));
      await assert.rejects(readSamples({ location: large, maxUnpacked: 1_000_000 }), {
        name: 'UserError',
      });
      assert.equal(openHandles(large), 0);
    });

    test(`${ending}: is closed when its copy cannot be made`, async () => {
      const location = await put(`uncopied.${ending}`, pack(content).subarray(0, 1_000_000));
      const spooling = { location, path: location, cacheFolder: join(folder, 'cache') };
      const form = { gzip: ending === 'gz', zstd: ending === 'zst', encoding: 'utf-8' };
      await assert.rejects(spoolOnce({ ...spooling, ...form }), { name: 'UserError' });
      assert.equal(openHandles(location), 0);
      assert.deepEqual(readdirSync(spooling.cacheFolder), []);
    });
  }

  test('zip: is closed when its first entry has been read', async () => {
    const entries: Zippable = { first: strToU8('first'), second: [content, { level: 0 }] };
    const location = await put('book.zip', zipSync(entries));
    let bytes = 0;
    const wanted = (name: string) =>
      name === 'first'
        ? (part: Uint8Array, last: boolean): boolean => {
            bytes += part.length;
            return !last;
          }
        : undefined;
    for await (const _ of unzip({ location, path: location }, wanted));
    assert.equal(openHandles(location), 0);
    assert.equal(bytes, 5);
  });
});
