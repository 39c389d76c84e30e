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
  assert.deepEqual(batches, [[1, 4, 6], [3, 5, 0], [2], [7]]);
  assert.deepEqual(tokenBatches([], 3, 40), []);
});

test('first-token pooling, normalised', () => {
  const hidden = Float32Array.of(3, 4, 7, 7, 0, 2, 9, 9);
  assert.deepEqual(firstPooling(hidden, 2, 2, [2, 1]), Float32Array.of(0.6, 0.8, 0, 1));
  assert.deepEqual(firstPooling(hidden, 2, 2, [0, 1]), Float32Array.of(0, 0, 0, 1));
});
