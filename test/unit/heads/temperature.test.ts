import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { indicators, NO, YES } from '../../../src/core/heads/indicators.ts';
import {
  fitLabelTemperature,
  fitTemperature,
  labelsWithTemperature,
  thresholdsWithTemperature,
  withTemperature,
} from '../../../src/core/heads/temperature.ts';
import { matrix, type Matrix } from '../../../src/core/math/matrix.ts';
import { Rng } from '../../../src/core/rng.ts';
import { close, closeAll } from '../metrics/close.ts';

interface Case {
  labels: number;
  probabilities: number[];
  truth: number[];
  spread: number | null;
  temperature: number;
  calibrated: number[];
}

const url = new URL('../../fixtures/heads/temperature.json', import.meta.url);
const goldens = JSON.parse(readFileSync(url, 'utf8')) as { single: Case[]; several: Case[] };

const probabilitiesOf = ({ labels, probabilities }: Case): Matrix =>
  matrix(probabilities.length / labels, labels, Float32Array.from(probabilities));

describe('one temperature for a head', () => {
  for (const [i, golden] of goldens.single.entries()) {
    const spread = golden.spread ?? Infinity;
    it(`one label per record, case ${i}: matches scipy`, () => {
      const p = probabilitiesOf(golden);
      close(fitTemperature(p, golden.truth, { spread }), golden.temperature, 1e-6);
      closeAll(withTemperature(p, golden.temperature).data, golden.calibrated, 1e-6);
    });
  }

  for (const [i, golden] of goldens.several.entries()) {
    const spread = golden.spread ?? Infinity;
    it(`several labels per record, case ${i}: matches scipy`, () => {
      const p = probabilitiesOf(golden);
      const truth = indicators(p.rows, golden.labels, Int8Array.from(golden.truth));
      const columns = Array.from({ length: golden.labels }, (_, j) => j);
      const fitted = fitLabelTemperature(p, columns, truth, () => true, { spread });
      close(fitted, golden.temperature, 1e-6);
      closeAll(labelsWithTemperature(p, golden.temperature).data, golden.calibrated, 1e-6);
    });
  }

  it('is 1 without answers, and near 1 with few, however sure they are', () => {
    const p = matrix(2, 2, Float32Array.of(0.9, 0.1, 0.2, 0.8));
    assert.equal(fitTemperature(p, [-1, -1]), 1);
    assert.equal(fitLabelTemperature(p, [0, 1], indicators(2, 2, new Int8Array(4).fill(-1))), 1);
    close(fitTemperature(p, [0, 1]), 1, 0.1);
    close(fitTemperature(p, [0, 1], { spread: Infinity }), 0.2);
    close(fitTemperature(p, [1, 0], { spread: Infinity }), 5);
  });

  it('reads the label of each column, and only records that count', () => {
    const p = matrix(2, 1, Float32Array.of(0.9, 0.9));
    const truth = indicators(2, 3, Int8Array.of(NO, NO, YES, YES, YES, NO));
    const fitted = (counts: (row: number) => boolean) =>
      fitLabelTemperature(p, [2], truth, counts, { spread: Infinity });
    close(
      fitted((row) => row === 0),
      0.2,
    );
    close(
      fitted((row) => row === 1),
      5,
    );
  });

  it('keeps the most probable label', () => {
    const [golden] = goldens.single;
    const p = probabilitiesOf(golden!);
    const likeliest = ({ rows, cols, data }: Matrix) =>
      Array.from({ length: rows }, (_, i) => {
        const row = data.subarray(i * cols, (i + 1) * cols);
        return row.indexOf(Math.max(...row));
      });
    for (const t of [0.2, 0.8, 3]) {
      assert.deepEqual(likeliest(withTemperature(p, t)), likeliest(p));
    }
  });

  it('changes no decision about a label', () => {
    const rng = new Rng(5);
    const p = matrix(4000, 1);
    for (let i = 0; i < p.rows; i++) p.data[i] = rng.uniform();
    p.data.set([0, 1, 1e-30, 1 - 2 ** -24, 0.5]);
    const applies = ({ data }: Matrix, threshold: number) => data.map((one) => +(one >= threshold));
    for (const threshold of [0, 1, 0.5, 0.03, 0.97, rng.uniform()]) {
      const before = Float32Array.of(threshold);
      for (const t of [0.5, 0.8, 1.3, 5]) {
        const [after] = thresholdsWithTemperature(before, t);
        const decided = applies(labelsWithTemperature(p, t), after!);
        assert.deepEqual(decided, applies(p, before[0]!), `threshold ${threshold}, T ${t}`);
      }
    }
  });

  it('refuses a temperature that is not positive', () => {
    const p = matrix(1, 1, Float32Array.of(1));
    assert.throws(() => withTemperature(p, 0), RangeError);
    assert.throws(() => labelsWithTemperature(p, -1), RangeError);
    assert.throws(() => fitTemperature(p, []), RangeError);
    assert.throws(() => fitLabelTemperature(p, [0], indicators(0, 1)), RangeError);
  });
});
