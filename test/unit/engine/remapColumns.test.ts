import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matrix } from '../../../src/core/math/matrix.ts';
import { remapColumns, remapLabels } from '../../../src/engine/model/remapColumns.ts';

const p = matrix(2, 3, Float32Array.of(0.5, 0.25, 0.25, 0.125, 0.375, 0.5));
const under = (labels: string[], names: string[]) => {
  const { probabilities, columns } = remapColumns(labels, names, p);
  assert.equal(probabilities.cols, columns.length);
  return { p: [...probabilities.data], columns: [...columns] };
};

test('returns the predictions unchanged for an unchanged label set', () => {
  assert.equal(remapColumns(['a', 'b', 'c'], ['a', 'b', 'c'], p).probabilities, p);
  assert.deepEqual(under(['x', 'a', 'b', 'c'], ['a', 'b', 'c']).columns, [1, 2, 3]);
});

test('sums the columns of merged labels', () => {
  assert.deepEqual(under(['b', 'c'], ['b', 'c', 'c']), {
    p: [0.5, 0.5, 0.125, 0.875],
    columns: [0, 1],
  });
});

test('reorders columns to match the label set', () => {
  assert.deepEqual(under(['c', 'b', 'a'], ['a', 'b', 'c']), {
    p: [0.25, 0.25, 0.5, 0.5, 0.375, 0.125],
    columns: [0, 1, 2],
  });
});

test('renormalises rows after a label is removed', () => {
  assert.deepEqual(under(['b', 'c'], ['a', 'b', 'c']).p.slice(0, 2), [0.5, 0.5]);
  const certain = matrix(1, 2, Float32Array.of(1, 0));
  assert.deepEqual([...remapColumns(['b'], ['a', 'b'], certain).probabilities.data], [1]);
});

test('with several labels, a merged label applies if any of its parts does', () => {
  const several = matrix(2, 3, Float32Array.of(0.5, 0.5, 0.25, 0.125, 0, 1));
  const thresholds = Float32Array.of(0.5, 0.25, 0.75);
  const merged = remapLabels(['c', 'a'], ['a', 'a', 'c'], several, thresholds);
  assert.deepEqual([...merged.probabilities.data], [0.25, 0.75, 1, 0.125]);
  assert.deepEqual([...merged.columns], [0, 1]);
  assert.deepEqual([...merged.thresholds], [0.75, 0.25]);
  const gone = remapLabels(['a'], ['a', 'b', 'c'], several);
  assert.deepEqual([...gone.probabilities.data], [0.5, 0.125]);
  assert.deepEqual([...gone.thresholds], [0.5]);
  const same = remapLabels(['a', 'b', 'c'], ['a', 'b', 'c'], several, thresholds);
  assert.equal(same.probabilities, several);
});
