import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  calibration,
  fitTemperature,
  withTemperature,
} from '../../../src/core/metrics/calibration.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { close, closeAll } from './close.ts';
import { golden } from './golden.ts';

interface Case {
  classes: number;
  probabilities: number[];
  truth: number[];
  ece: number;
  temperature: number;
}

const { calibration: cases } = golden<{ calibration: Case[] }>('metrics', 'statistics');

describe('calibration', () => {
  for (const [i, c] of cases.entries()) {
    const p = matrix(c.truth.length, c.classes, Float32Array.from(c.probabilities));
    const heads = Array.from({ length: c.classes }, (_, k) => k);
    it(`case ${i}: ECE and temperature match numpy and scipy`, () => {
      close(calibration(p, heads, c.truth).ece, c.ece);
      close(fitTemperature(p, c.truth), c.temperature, 1e-5);
      assert.ok(c.temperature > 1.5, 'the fixture is overconfident');
    });
    it(`case ${i}: the temperature lowers the calibration error and preserves predictions`, () => {
      const cooled = withTemperature(p, fitTemperature(p, c.truth));
      assert.ok(calibration(cooled, heads, c.truth).ece < calibration(p, heads, c.truth).ece);
      for (let row = 0; row < p.rows; row++) {
        const best = (m: typeof p): number =>
          heads.reduce((a, b) => (m.data[row * m.cols + b]! > m.data[row * m.cols + a]! ? b : a));
        assert.equal(best(cooled), best(p));
      }
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

  it('counts an unlearnt label as wrong, and ignores it for the temperature', () => {
    const p = matrix(1, 2, Float32Array.of(0.75, 0.25));
    close(calibration(p, [0, 1], [2]).ece, 0.75);
    assert.equal(fitTemperature(p, [-1]), 1);
    assert.throws(() => withTemperature(p, 0), RangeError);
  });
});
