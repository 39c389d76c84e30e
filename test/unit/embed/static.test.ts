import { english, says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import {
  quantiseRows,
  staticFromBytes,
  staticToBytes,
} from '../../../src/core/embed/staticBytes.ts';
import { StaticEmbedder } from '../../../src/core/embed/staticEmbedder.ts';
import { CancelledError, UserError } from '../../../src/core/errors.ts';

const pieces = ['[UNK]', '[CLS]', 'good', 'bad', '##ly', '!'];
// Multiples of 1/127 of the row maximum, so that 8-bit quantisation is lossless.
const rows = Float32Array.from([
  ...[127, 0, 0], // [UNK], which must be ignored
  ...[0, 127, 0], // [CLS], which must be ignored
  ...[127, 0, 0],
  ...[-127, 0, 0],
  ...[0, 127, 0],
  ...[0, 0, 254],
]);
const bytes = staticToBytes(quantiseRows(rows, 3));
const embedder = new StaticEmbedder(bytes, pieces, setImmediate);

/** The expected vector, normalised to unit length. */
function unit(...values: number[]): number[] {
  const norm = Math.hypot(...values) || 1;
  return values.map((value) => Math.fround(value / norm));
}

const cases: [string, string, number[]][] = [
  ['one piece', 'GOOD', unit(1, 0, 0)],
  ['the mean of several, in any order', '! badly bad', unit(-2, 1, 2)],
  ['what is unknown does not count', 'good 猫 👍 !', unit(1, 0, 2)],
  ['nor do special pieces that are written out', '[CLS] good [UNK]', unit(1, 0, 0)],
  ['pieces that cancel give zeros', 'good bad', unit(0, 0, 0)],
  ['nothing known gives zeros', '👍 👍', unit(0, 0, 0)],
  ['nothing at all gives zeros', '', unit(0, 0, 0)],
  ['no end is cut off', `${'good '.repeat(10_000)}${'! '.repeat(10_000)}`, unit(1, 0, 2)],
];

for (const [name, text, expected] of cases) {
  test(name, async () => {
    const vector = await embedder.embed([text]);
    assert.deepEqual([...vector], expected);
  });
}

test('a vector does not depend on the other texts of its batch', async () => {
  const texts = Array.from({ length: 300 }, (_, i) => cases[i % cases.length]![1]);
  const together = await embedder.embed(texts);
  for (const [i, text] of texts.slice(0, cases.length).entries()) {
    const alone = await embedder.embed([text]);
    for (const at of [i, i + 36 * cases.length]) {
      assert.deepEqual(together.slice(3 * at, 3 * at + 3), alone);
    }
  }
});

test('quantised rows are within half a step, and a zero row stays zero', () => {
  const given = Float32Array.from({ length: 40 }, (_, i) => (i < 8 ? 0 : Math.sin(i) * i ** 2));
  const { scales, values } = staticFromBytes(staticToBytes(quantiseRows(given, 8)));
  assert.equal(scales[0], 0);
  given.forEach((value, i) => {
    const scale = scales[i >> 3]!;
    assert.ok(Math.abs(values[i]! * scale - value) <= scale * 0.5001, `${i}`);
  });
});

test('reads bytes at any offset in a larger buffer', async () => {
  const larger = new Uint8Array(bytes.length + 3);
  larger.set(bytes, 3);
  const other = new StaticEmbedder(larger.subarray(3), pieces, setImmediate);
  assert.deepEqual(await other.embed(['badly !']), await embedder.embed(['badly !']));
  assert.equal(other.fingerprint, embedder.fingerprint);
});

test('the fingerprint depends on the table and the vocabulary', () => {
  const changed = bytes.slice();
  changed[changed.length - 1]! ^= 1;
  const prints = [
    embedder.fingerprint,
    new StaticEmbedder(changed, pieces, setImmediate).fingerprint,
    new StaticEmbedder(bytes, [...pieces.slice(0, -1), '?'], setImmediate).fingerprint,
  ];
  assert.equal(new Set(prints).size, 3);
});

test('an abort between two slices stops embedding', async () => {
  const stop = new AbortController();
  let pauses = 0;
  const slow = new StaticEmbedder(bytes, pieces, async () => {
    if (++pauses === 2) stop.abort();
  });
  await assert.rejects(slow.embed(Array<string>(10_000).fill('good'), stop.signal), CancelledError);
  assert.equal(pauses, 2);
});

const damaged: [string, Uint8Array, RegExp][] = [
  ['cut short', bytes.slice(0, -1), /not complete/],
  ['empty', new Uint8Array(), /not complete/],
  ['of another kind', new Uint8Array(bytes.length), /wrong file format/],
  ['of another version', Uint8Array.from(bytes, (byte, i) => (i === 4 ? 9 : byte)), /version 9/],
];
for (const [what, wrong, sentence] of damaged) {
  test(`rejects a table that is ${what} with a message`, () => {
    assert.throws(
      () => new StaticEmbedder(wrong, pieces, setImmediate),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.match(english(error.problem), sentence);
        return true;
      },
    );
  });
}

test('rejects a vocabulary of the wrong length', () => {
  assert.throws(() => new StaticEmbedder(bytes, pieces.slice(1), setImmediate), UserError);
  assert.throws(
    () => new StaticEmbedder(bytes, [...pieces, 'x'], setImmediate),
    says(/6 rows.*7 pieces/),
  );
});
