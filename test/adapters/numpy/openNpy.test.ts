// NumPy files as written by NumPy (test/fixtures/embed/make_npy.py).
import { english, says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { unzip } from '../../../src/adapters/excel/zipEntries.ts';
import { openNpy } from '../../../src/adapters/numpy/openNpy.ts';
import { UserError } from '../../../src/core/errors.ts';

interface Golden {
  readonly good: Readonly<Record<string, { readonly file: string; readonly values: number[] }>>;
  readonly bad: Readonly<Record<string, string>>;
  readonly archives: Readonly<Record<'stored' | 'compressed' | 'several' | 'no table', string>>;
}
const golden = JSON.parse(
  await readFile(new URL('../../fixtures/embed/npy.json', import.meta.url), 'utf8'),
) as Golden;

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-npy-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function written(bytes: Uint8Array, name = 'vectors.npy'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

for (const [kind, { file, values }] of Object.entries(golden.good)) {
  test(`numbers of kind ${kind} equal NumPy’s`, async () => {
    const opened = await openNpy(await written(Buffer.from(file, 'base64')), unzip);
    assert.deepEqual([opened.rows, opened.dimensions], [5, 3]);
    assert.deepEqual([...(await opened.read(0, 5))], values);
    assert.deepEqual([...(await opened.read(3, 4))], values.slice(9, 12));
    assert.deepEqual(await opened.read(2, 2), new Float32Array());
    await assert.rejects(opened.read(4, 6), RangeError);
    await opened.close();
  });
}

describe('anything but a table of floats is refused in a sentence', () => {
  const reasons: Readonly<Record<string, RegExp>> = {
    fortran: /by columns.*ascontiguousarray/,
    integers: /numbers of type <i8, not floats.*astype\("float32"\)/,
    'one dimension': /shape \(3\); vectors must be a table/,
    'three dimensions': /shape \(1, 5, 3\)/,
    empty: /shape \(0, 3\)/,
    structured: /holds records, not floats/,
  };
  const refuses = async (bytes: Uint8Array, why: RegExp): Promise<void> => {
    await assert.rejects(openNpy(await written(bytes), unzip), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(english(error.problem), why);
      return true;
    });
  };
  for (const [name, file] of Object.entries(golden.bad)) {
    test(name, () => refuses(Buffer.from(file, 'base64'), reasons[name]!));
  }

  test('a truncated, empty or foreign file', async () => {
    const whole = Buffer.from(golden.good['<f4']!.file, 'base64');
    await refuses(whole.subarray(0, -1), /cut short: its header names 5 vectors of 3/);
    await refuses(whole.subarray(0, 40), /cut short/);
    await refuses(new Uint8Array(), /is not a \.npy or \.npz file/);
    await refuses(Buffer.from('a,b\n1,2\n'), /is not a \.npy or \.npz file/);
  });

  test('no file', () =>
    assert.rejects(
      openNpy(join(folder, 'absent.npy'), unzip),
      says(/There is no vector file .*absent/),
    ));
});

describe('an archive of arrays', () => {
  const { values } = golden.good['<f4']!;
  const archive = (kind: keyof Golden['archives']): Promise<string> =>
    written(Buffer.from(golden.archives[kind], 'base64'), 'all.npz');

  for (const kind of ['stored', 'compressed'] as const) {
    test(`gives its only table, ${kind}`, async () => {
      const opened = await openNpy(await archive(kind), unzip);
      assert.deepEqual([opened.rows, opened.dimensions], [5, 3]);
      assert.deepEqual([...(await opened.read(0, 5))], values);
      assert.deepEqual([...(await opened.read(3, 4))], values.slice(9, 12));
      await assert.rejects(opened.read(4, 6), RangeError);
      await opened.close();
    });
  }

  test('of several tables gives the named one', async () => {
    const path = await archive('several');
    const opened = await openNpy(`${path}#second`, unzip);
    assert.deepEqual([...(await opened.read(0, 5))], values);
    await assert.rejects(openNpy(path, unzip), says(/several tables: first, second.*npz#first"/));
    await assert.rejects(openNpy(`${path}#third`, unzip), says(/no array third.*first, second/));
  });

  test('without a table of floats names its arrays', async () => {
    const path = await archive('no table');
    await assert.rejects(openNpy(path, unzip), says(/no table of floats.*ids, weights/));
    await assert.rejects(openNpy(`${path}#ids`, unzip), says(/all\.npz#ids holds numbers of type/));
  });

  test('that is cut short or damaged is refused in a sentence', async () => {
    const whole = Buffer.from(golden.archives.compressed, 'base64');
    const cut = await written(whole.subarray(0, 150), 'all.npz');
    await assert.rejects(openNpy(cut, unzip), says(/not a complete \.npz archive/));
    const broken = Buffer.from(whole);
    broken.fill(0xff, 70, 110);
    await assert.rejects(
      openNpy(await written(broken, 'all.npz'), unzip),
      says(/all\.npz#vectors is cut short/),
    );
  });
});
