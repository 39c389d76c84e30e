import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { joinRows, labelRows, type EmbeddingBlock } from '../../../src/core/embed/blocks.ts';
import {
  labelsAt,
  lexicalShare,
  recordsAt,
  withLexical,
} from '../../../src/core/embed/lexicalShare.ts';
import { matrix, type Matrix } from '../../../src/core/math/matrix.ts';

const blocks: readonly EmbeddingBlock[] = [
  { use: 'static', weight: 2 },
  { use: 'lexical' },
  { use: 'bge-small-en-v1.5' },
];
const [table, lexical, model] = [
  [1, 0, 0, 1],
  [0.6, 0.8, 0, 0],
  [0, 1, 0.8, -0.6],
].map((row) => Float32Array.from(row)) as [Float32Array, Float32Array, Float32Array];
const share = lexicalShare(blocks, [2, 2, 2])!;

const at = (weight: number): Matrix =>
  matrix(
    2,
    6,
    Float32Array.from(
      joinRows(
        [
          { data: table, dimensions: 2, weight: 2 },
          { data: lexical, dimensions: 2, weight },
          { data: model, dimensions: 2, weight: 1 },
        ],
        2,
      ),
    ),
  );

function assertNear(one: Matrix, other: Matrix): void {
  one.data.forEach((value, i) => assert.ok(Math.abs(value - other.data[i]!) < 1e-6, `value ${i}`));
}

describe('lexical share', () => {
  it('is adjustable only beside a sentence model and without a given weight', () => {
    assert.deepEqual(share, { first: 2, dimensions: 2, weight: 0.5, others: 5 });
    const of = (...own: EmbeddingBlock[]) => lexicalShare(own, [2, 2]);
    assert.equal(of({ use: 'lexical', weight: 0.5 }, { use: 'bge-small-en-v1.5' }), undefined);
    assert.equal(of({ use: 'lexical' }, { use: 'static' }), undefined);
    assert.equal(of({ use: 'lexical' }), undefined);
    assert.equal(of({ use: 'bge-small-en-v1.5' }), undefined);
  });

  it('reweights joined records to match joining with that weight', () => {
    // By hand: ½ · (.6, .8) beside (2, 0) and (0, 1), each divided by √5.25.
    const byHand = [2, 0, 0.3, 0.4, 0, 1].map((value) => value / Math.sqrt(5.25));
    assertNear(matrix(1, 6, Float32Array.from(byHand)), at(0.5));
    for (const weight of [0, 0.5, 1]) assertNear(recordsAt(at(0.5), share, weight), at(weight));
    // The second record has a zero lexical block, so its other blocks have unit length.
    assert.ok(Math.abs(Math.hypot(...recordsAt(at(0.5), share, 1).data.subarray(6)) - 1) < 1e-6);
    const nothing = matrix(1, 6);
    assert.deepEqual(recordsAt(nothing, share, 1), nothing);
  });

  it('restores the lexical block to vectors joined at weight 0', () => {
    assertNear(withLexical(at(0), lexical, share), at(0.5));
  });

  it('reweights the label rows', () => {
    const labels = (weight: number): Matrix =>
      matrix(
        2,
        6,
        labelRows(
          [
            { data: table, dimensions: 2, weight: 2 },
            { dimensions: 2, weight },
            { data: model, dimensions: 2, weight: 1 },
          ],
          2,
        ),
      );
    for (const weight of [0, 0.5, 1]) {
      assertNear(labelsAt(labels(0.5), share, weight), labels(weight));
      assertNear(labelsAt(labels(weight), { ...share, weight }, 0.5), labels(0.5));
    }
  });
});
