// NumPy files as written by NumPy (test/fixtures/embed/make_npy.py).
import { english, says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openNpy } from '../../../src/adapters/numpy/openNpy.ts';
import { UserError } from '../../../src/core/errors.ts';

interface Golden {
  readonly good: Readonly<Record<string, { readonly file: string; readonly values: number[] }>>;
  readonly bad: Readonly<Record<string, string>>;
}
const golden = JSON.parse(
  await readFile(new URL('../../fixtures/embed/npy.json', import.meta.url), 'utf8'),
) as Golden;

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-npy-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function written(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'vectors.npy');
  await writeFile(path, bytes);
  return path;
}

for (const [kind, { file, values }] of Object.entries(golden.good)) {
  test(`numbers of kind ${kind} equal NumPy’s`, async () => {
    const opened = await openNpy(await written(Buffer.from(file, 'base64')));
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
    integers: /numbers of kind <i8, not floats.*astype\("float32"\)/,
    'one dimension': /shape \(3\); vectors are a table/,
    'three dimensions': /shape \(1, 5, 3\)/,
    empty: /shape \(0, 3\)/,
    structured: /holds records, not floats/,
    archive: /an \.npz archive/,
  };
  const refuses = async (bytes: Uint8Array, why: RegExp): Promise<void> => {
    await assert.rejects(openNpy(await written(bytes)), (error) => {
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
    await refuses(whole.subarray(0, -1), /cut short: it says that it has 5 vectors of 3/);
    await refuses(whole.subarray(0, 40), /cut short/);
    await refuses(new Uint8Array(), /no \.npy file/);
    await refuses(Buffer.from('a,b\n1,2\n'), /no \.npy file/);
  });

  test('no file', () =>
    assert.rejects(
      openNpy(join(folder, 'absent.npy')),
      says(/There is no file of vectors .*absent/),
    ));
});
