import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeddingsToDelete } from '../../../src/core/store/holdoutVectors.ts';

const rounds = [
  { number: 1, embedding: 'a' },
  { number: 2, embedding: 'b' },
  { number: 3, embedding: 'c' },
  { number: 4, embedding: 'b' },
];
const kept = ['a', 'b', 'c'].map((embedding) => ({ embedding, bytes: 10 }));

test('vectors are kept while there are rounds on them', () => {
  assert.deepEqual(embeddingsToDelete(kept, rounds), []);
  assert.deepEqual(embeddingsToDelete([...kept, { embedding: 'd', bytes: 1 }], rounds), ['d']);
});

test('vectors of the oldest rounds are dropped first if all take too much space', () => {
  assert.deepEqual(embeddingsToDelete(kept, rounds, 30), []);
  assert.deepEqual(embeddingsToDelete(kept, rounds, 29), ['a']);
  assert.deepEqual(embeddingsToDelete(kept, rounds, 19), ['c', 'a']);
  assert.deepEqual(embeddingsToDelete(kept, rounds, 9), ['c', 'a'], 'not those of the last round');
});
