import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NotYetError } from '../../../src/core/errors.ts';
import { CommitteeHead } from '../../../src/core/heads/committeeHead.ts';
import { LogisticHead } from '../../../src/core/heads/logisticHead.ts';
import { OneVsRestHead } from '../../../src/core/heads/oneVsRestHead.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { foldHead } from '../../../src/core/modelFolder/foldHead.ts';

const blocks = [
  { dimensions: 1, weight: 0.5 },
  { dimensions: 2, weight: 1 },
];
const weights = matrix(3, 2, Float32Array.of(1, -2, 3, 4, -5, 6));
const bias = Float32Array.of(1, -1);
const labels = Int32Array.of(0, 1);

test('the weights of blocks and the temperature are factors of W, the latter also of b', () => {
  const head = new LogisticHead(labels, weights, bias, typeScriptOps);
  assert.deepEqual(foldHead(head, blocks, 2), {
    weights: Float32Array.of(0.25, -0.5, 1.5, 2, -2.5, 3),
    bias: Float32Array.of(0.5, -0.5),
    members: 1,
  });
});

test('a threshold moves with the temperature, so that no decision changes', () => {
  const thresholds = Float32Array.of(0.8, 0.5);
  const head = new OneVsRestHead(labels, weights, bias, typeScriptOps, { thresholds });
  // logit .8 = ln 4, halved: ln 2, whose sigmoid is 2/3.
  const folded = foldHead(head, blocks, 2).thresholds!;
  assert.ok(Math.abs(folded[0]! - 2 / 3) < 1e-7);
  assert.equal(folded[1], 0.5);
  const undecided = new OneVsRestHead(labels, weights, bias, typeScriptOps);
  assert.equal(foldHead(undecided, blocks, 2).thresholds, undefined);
});

test('a committee keeps its temperature, which applies to the mean of its members', () => {
  const head = new CommitteeHead(Int32Array.of(0), weights, bias, 2, typeScriptOps);
  const { temperature, members, bias: same } = foldHead(head, blocks, 2);
  assert.deepEqual({ temperature, members, same }, { temperature: 2, members: 2, same: bias });
});

test('a head that is not linear is refused', () => {
  const head = { ...new LogisticHead(labels, weights, bias, typeScriptOps), classes: 2 };
  const other = {
    ...head,
    kind: 'dropout',
    dimensions: 3,
    labels,
    predictProba: () => never(),
    toBytes: () => never(),
  };
  assert.throws(() => foldHead(other, blocks), NotYetError);
  assert.throws(() => foldHead(other, blocks.slice(1)), RangeError);
});

function never(): never {
  throw new Error('not called');
}
