import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { indicators } from '../../../src/core/heads/indicators.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { findLabelSetErrors } from '../../../src/core/quality/labelSetErrors.ts';
import { says } from '../../harness/english.ts';

/** Probabilities and given labels of six records with two labels. */
const p = [0.9, 0.1, 0.8, 0.2, 0.1, 0.3, 0.2, 0.02, 0.7, 0.05, 0.3, 0.6];
const given = [1, 0, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0];

function found(changes: { given?: number[]; folds?: number[] } = {}) {
  const { folds = [0, 1, 2, 0, 1, 2] } = changes;
  return findLabelSetErrors({
    probabilities: matrix(6, 2, Float32Array.from(p)),
    columns: [0, 1],
    folds,
    given: indicators(6, 2, Int8Array.from(changes.given ?? given)),
  });
}

const cells = (list: readonly { row: number; label: number }[]): number[][] =>
  list.map(({ row, label }) => [row, label]);

describe('labels of several that may be wrong', () => {
  it('additions are below the mean without the label, and ranked by p over the mean with it', () => {
    // Label 0: with (.9 + .8 + .1)/3 = .6, without (.2 + .7 + .3)/3 = .4: of .9, .8, .1 only .1 is below.
    // Label 1: with (.3 + .02)/2 = .16, without (.1 + .2 + .05 + .6)/4 = .2375: .02 is below, .3 is not.
    // .02 / .16 = .125 comes before .1 / .6 = .167, though neither order follows from p alone.
    assert.deepEqual(cells(found().additions), [
      [3, 1],
      [2, 0],
    ]);
  });

  it('omissions are more likely than not, the most probable first', () => {
    assert.deepEqual(cells(found().omissions), [
      [4, 0],
      [5, 1],
    ]);
    assert.ok(Math.abs(found().omissions[0]!.p - 0.7) < 1e-6);
  });

  it('unknown labels and records that no head is tested on are left out', () => {
    const unknown = [...given];
    unknown[4 * 2] = -1;
    assert.deepEqual(cells(found({ given: unknown }).omissions), [[5, 1]]);
    assert.deepEqual(cells(found({ folds: [0, 1, 2, 0, 1, -1] }).omissions), [[4, 0]]);
  });

  it('a label that every record or none has is never doubted', () => {
    const all = findLabelSetErrors({
      probabilities: matrix(3, 1, Float32Array.of(0.9, 0.5, 0.1)),
      columns: [0],
      folds: [0, 1, 2],
      given: indicators(3, 1, Int8Array.of(1, 1, 1)),
    });
    assert.deepEqual(all, { additions: [], omissions: [] });
  });

  it('rejects judgements of other records', () => {
    assert.throws(() => found({ given: given.slice(2) }), says(/need 12 values/));
    assert.throws(() => found({ folds: [0] }), says(/1 folds/));
  });
});
