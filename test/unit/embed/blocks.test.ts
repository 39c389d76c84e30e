import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  blocksOf,
  defaultWeights,
  formatEmbedding,
  joinRows,
  ownBlocks,
} from '../../../src/core/embed/blocks.ts';

describe('embedding blocks', () => {
  test('are read from every form that a project file allows', () => {
    assert.deepEqual(blocksOf('lexical'), [{ use: 'lexical' }]);
    assert.deepEqual(
      blocksOf([
        'lexical',
        { use: 'bge-small-en-v1.5', weight: 2 },
        { folder: 'models/mine' },
        { folder: '../mine' },
        { hub: 'owner/name', weight: 0.25 },
        { server: 'http://localhost:11434/v1', model: 'nomic', weight: 1 },
      ]),
      [
        { use: 'lexical' },
        { use: 'bge-small-en-v1.5', weight: 2 },
        { use: './models/mine' },
        { use: '../mine' },
        { use: 'owner/name', weight: 0.25 },
        {
          use: 'nomic (http://localhost:11434/v1)',
          source: { server: 'http://localhost:11434/v1', model: 'nomic' },
          weight: 1,
        },
      ],
    );
  });

  test('default to weight ½ for lexical beside a sentence model, otherwise 1', () => {
    assert.deepEqual(defaultWeights(blocksOf('lexical')), [1]);
    assert.deepEqual(defaultWeights(blocksOf(['lexical', 'static'])), [1, 1]);
    assert.deepEqual(defaultWeights(blocksOf(['lexical', 'bge-small-en-v1.5'])), [0.5, 1]);
    assert.deepEqual(
      defaultWeights(blocksOf([{ use: 'lexical', weight: 0.3 }, 'bge-small-en-v1.5'])),
      [0.3, 1],
    );
  });

  test('are formatted for display', () => {
    assert.equal(formatEmbedding('auto'), 'auto');
    assert.equal(
      formatEmbedding([{ use: 'lexical', weight: 0.5 }, 'bge-small-en-v1.5']),
      '½ lexical + bge-small-en-v1.5',
    );
  });

  test('are limited to built-in ones in an untrusted folder', () => {
    assert.deepEqual(ownBlocks(['lexical', { folder: 'mine' }], 2), [{ use: 'lexical' }]);
    assert.deepEqual(ownBlocks('bge-small-en-v1.5', 2), [{ use: 'bge-small-en-v1.5' }]);
    assert.equal(ownBlocks('owner/name', 2), 'lexical');
    assert.equal(ownBlocks([{ field: 'lexical' }, { vectors: 'v.npy', by: 'row' }], 2), 'lexical');
    assert.equal(ownBlocks([{ server: 'http://localhost/v1', model: 'm' }], 2), 'lexical');
    assert.equal(ownBlocks('auto', 1), 'lexical');
    assert.equal(ownBlocks('auto', 2), 'auto');
  });
});

describe('joined vectors', () => {
  test('are the weighted blocks side by side, normalised to unit length', () => {
    // By hand: (½·1, 0, 0.6, 0.8) has norm √1.25; if one block is zero, the other has unit length.
    const joined = joinRows(
      [
        { data: Float32Array.of(1, 0, 0, 0, 0, 0), dimensions: 2, weight: 0.5 },
        { data: Float32Array.of(0.6, 0.8, 0, 1, 0, 0), dimensions: 2, weight: 1 },
      ],
      3,
    );
    const norm = Math.sqrt(1.25);
    const expected = [0.5 / norm, 0, 0.6 / norm, 0.8 / norm, 0, 0, 0, 1, 0, 0, 0, 0];
    expected.forEach((value, i) => assert.ok(Math.abs(joined[i]! - value) < 1e-7, `${i}`));
  });

  test('are rejected if the blocks differ in their number of records', () => {
    const one = { data: Float32Array.of(1, 0), dimensions: 2, weight: 1 };
    assert.throws(() => joinRows([one], 2), says(/cover different records/));
  });
});
