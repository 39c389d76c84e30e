import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstPooling, meanPooling } from '../../../src/adapters/transformers/pooling.ts';
import { tokenBatches } from '../../../src/adapters/transformers/tokenBatches.ts';

test('mean pooling excludes padding and normalises rows', () => {
  // Two texts of two tokens and one; the last token is padding, with values that must not count.
  const hidden = Float32Array.of(3, 0, 3, 8, /* */ 0, 5, 99, 99);
  // Text 0: the mean of (3, 0) and (3, 8) is (3, 4), of length 5. Text 1: (0, 5).
  assert.deepEqual(meanPooling(hidden, 2, 2, [2, 1]), Float32Array.of(0.6, 0.8, 0, 1));
  assert.deepEqual(meanPooling(hidden, 2, 2, [0, 1]), Float32Array.of(0, 0, 0, 1));
});

test('batches hold each text once, group similar lengths, and stay within both limits', () => {
  const lengths = [9, 2, 40, 3, 2, 8, 2, 100];
  const batches = tokenBatches(lengths, 3, 40);
  assert.deepEqual(batches, [
    { texts: [1, 4, 6], width: 2 },
    { texts: [3, 5, 0], width: 9 },
    { texts: [2], width: 40 },
    { texts: [7], width: 100 },
  ]);
  assert.deepEqual(tokenBatches([], 3, 40), []);
});

test('batches have a multiple of the tokens asked for, without wider rows where they are full', () => {
  // 11 texts of 5 tokens fit into 55; 8 of them have 40 tokens, 11 would need 6 tokens each.
  const equal = tokenBatches(new Array<number>(19).fill(5), 32, 59, 4);
  assert.deepEqual(
    equal.map(({ texts, width }) => [texts.length, width]),
    [
      [8, 5],
      [8, 5],
      [3, 8],
    ],
  );
  assert.deepEqual(
    equal.flatMap(({ texts }) => texts),
    [...new Array(19).keys()],
  );
  // One text at a time has to be wider, two need an even width.
  assert.deepEqual(tokenBatches([33, 37, 37], 32, 74, 4), [
    { texts: [0, 1], width: 38 },
    { texts: [2], width: 40 },
  ]);
  for (const count of [1, 2, 3, 7, 50]) {
    const lengths = Array.from({ length: count }, (_, i) => (i * 37) % 90);
    for (const { texts, width } of tokenBatches(lengths, 32, 512, 4)) {
      assert.equal((texts.length * width) % 4, 0);
      assert.ok(texts.every((i) => lengths[i]! <= width));
    }
  }
});

test('first-token pooling, normalised', () => {
  const hidden = Float32Array.of(3, 4, 7, 7, 0, 2, 9, 9);
  assert.deepEqual(firstPooling(hidden, 2, 2, [2, 1]), Float32Array.of(0.6, 0.8, 0, 1));
  assert.deepEqual(firstPooling(hidden, 2, 2, [0, 1]), Float32Array.of(0, 0, 0, 1));
});
