import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  findLabelErrors,
  NOT_LEARNT,
  type SuspectLabel,
} from '../../../src/core/quality/labelErrors.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { close, closeAll } from '../metrics/close.ts';
import { golden } from '../metrics/golden.ts';

interface Case {
  classes: number;
  probabilities: number[];
  given: number[];
  thresholds: number[];
  counts: number[];
  joint: number[];
  suspects: number[];
  margins: number[];
  trueErrors: number;
  found: number;
}

describe('confident learning', () => {
  for (const [i, c] of golden<Case[]>('quality', 'label_errors').entries()) {
    it(`case ${i}: matches the paper's definitions in numpy`, () => {
      const p = matrix(c.given.length, c.classes, Float32Array.from(c.probabilities));
      const errors = findLabelErrors(p, c.given);
      closeAll(errors.thresholds, c.thresholds);
      assert.deepEqual([...errors.counts], c.counts);
      closeAll(errors.joint, c.joint);
      assert.deepEqual(
        errors.suspects.map((s) => s.row),
        c.suspects,
      );
      closeAll(
        errors.suspects.map((s) => s.normalisedMargin),
        c.margins,
      );
      // It is effective: most suspects are wrong, and most wrong labels are suspects.
      assert.ok(c.found / c.suspects.length > 0.6);
      assert.ok(c.found / c.trueErrors > 0.6);
    });
  }

  it('by hand: an underconfident class has its own lower threshold', () => {
    // Labelled 0: .9, .8, .3; labelled 1: .6, .5. t = (2/3, .55).
    const p = matrix(5, 2, Float32Array.of(0.9, 0.1, 0.8, 0.2, 0.3, 0.7, 0.4, 0.6, 0.5, 0.5));
    const errors = findLabelErrors(p, [0, 0, 0, 1, 1]);
    closeAll(errors.thresholds, [2 / 3, 0.55], 1e-6);
    assert.deepEqual([...errors.counts], [2, 1, 0, 1]);
    assert.equal(errors.suspects.length, 1);
    const [{ row, given, likely, selfConfidence, normalisedMargin }] = errors.suspects as [
      SuspectLabel,
    ];
    assert.deepEqual([row, given, likely], [2, 0, 1]);
    close(selfConfidence, 0.3, 1e-6);
    close(normalisedMargin, -0.4, 1e-6);
    close(errors.estimatedErrors, 1, 1e-9);
    close(
      errors.joint.reduce((a, b) => a + b),
      1,
    );
  });

  it('does not suspect a record whose own label is the most probable', () => {
    // Row 2: p(0) = .6 is below t0 = .8, while p(1) = .4 reaches t1 = .35.
    const p = matrix(4, 2, Float32Array.of(0.95, 0.05, 0.85, 0.15, 0.6, 0.4, 0.65, 0.35));
    const errors = findLabelErrors(p, [0, 0, 0, 1]);
    assert.equal(errors.counts[1], 1);
    assert.deepEqual(errors.suspects, []);
  });

  it('equal probabilities reach their own mean', () => {
    const p = matrix(
      7,
      2,
      Float32Array.from({ length: 14 }, (_, k) => (k % 2 === 0 ? 0.7 : 0.3)),
    );
    assert.equal(findLabelErrors(p, Array<number>(7).fill(0)).counts[0], 7);
  });

  it('ignores unlearnt labels, and handles classes without records', () => {
    const p = matrix(2, 3, Float32Array.of(0.5, 0.25, 0.25, 0.2, 0.6, 0.2));
    const errors = findLabelErrors(p, [0, NOT_LEARNT]);
    assert.equal(errors.thresholds[1], Infinity);
    assert.deepEqual([...errors.joint], [1, 0, 0, 0, 0, 0, 0, 0, 0]);
    const nothing = findLabelErrors(matrix(0, 3), []);
    assert.equal(nothing.estimatedErrors, 0);
    assert.ok(nothing.joint.every((q) => q === 0));
  });

  it('rejects different lengths and unknown columns', () => {
    assert.throws(
      () => findLabelErrors(matrix(2, 2), [0]),
      says(/2 rows of probabilities, 1 labels/),
    );
    assert.throws(() => findLabelErrors(matrix(1, 2), [2]), says(/no column/));
  });
});
