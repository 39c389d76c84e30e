import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matrix } from '../../../src/core/math/matrix.ts';
import { remapColumns } from '../../../src/engine/model/remapColumns.ts';

const p = matrix(2, 3, Float32Array.of(0.5, 0.25, 0.25, 0.125, 0.375, 0.5));
const under = (labels: string[], names: string[]) => {
  const { probabilities, columns } = remapColumns(labels, names, p);
  assert.equal(probabilities.cols, columns.length);
  return { p: [...probabilities.data], columns: [...columns] };
};

test('a label set that is as it was leaves everything as it is', () => {
  assert.equal(remapColumns(['a', 'b', 'c'], ['a', 'b', 'c'], p).probabilities, p);
  assert.deepEqual(under(['x', 'a', 'b', 'c'], ['a', 'b', 'c']).columns, [1, 2, 3]);
});

test('columns of merged labels are added up', () => {
  assert.deepEqual(under(['b', 'c'], ['b', 'c', 'c']), {
    p: [0.5, 0.5, 0.125, 0.875],
    columns: [0, 1],
  });
});

test('columns follow the order of the label set', () => {
  assert.deepEqual(under(['c', 'b', 'a'], ['a', 'b', 'c']), {
    p: [0.25, 0.25, 0.5, 0.5, 0.375, 0.125],
    columns: [0, 1, 2],
  });
});

test('without a label that is gone, rows sum to 1 again', () => {
  assert.deepEqual(under(['b', 'c'], ['a', 'b', 'c']).p.slice(0, 2), [0.5, 0.5]);
  const certain = matrix(1, 2, Float32Array.of(1, 0));
  assert.deepEqual([...remapColumns(['b'], ['a', 'b'], certain).probabilities.data], [1]);
});
