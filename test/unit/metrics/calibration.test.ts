import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { calibration } from '../../../src/core/metrics/calibration.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { close, closeAll } from './close.ts';
import { golden } from './golden.ts';

interface Case {
  classes: number;
  probabilities: number[];
  truth: number[];
  ece: number;
}

const { calibration: cases } = golden<{ calibration: Case[] }>('metrics', 'statistics');

describe('calibration', () => {
  for (const [i, c] of cases.entries()) {
    const p = matrix(c.truth.length, c.classes, Float32Array.from(c.probabilities));
    const heads = Array.from({ length: c.classes }, (_, k) => k);
    it(`case ${i}: ECE matches numpy`, () => {
      close(calibration(p, heads, c.truth).ece, c.ece);
    });
  }

  it('puts a confidence on a bin edge into the lower bin, and reports null for an empty bin', () => {
    const p = matrix(3, 2, Float32Array.of(0.5, 0.5, 0.75, 0.25, 1, 0));
    const { bins, ece } = calibration(p, [0, 1], [0, 1, 0], [1, 2, 1], 4);
    assert.deepEqual(
      bins.map((b) => b.records),
      [0, 1, 1, 1],
    );
    closeAll(
      bins.map((b) => b.weight),
      [0, 1, 2, 1],
    );
    assert.equal(bins[0]!.accuracy, null);
    close(ece, (0.5 + 1.5 + 0) / 4);
  });

  it('counts an unlearnt label as wrong', () => {
    const p = matrix(1, 2, Float32Array.of(0.75, 0.25));
    close(calibration(p, [0, 1], [2]).ece, 0.75);
  });
});
