import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  crossing,
  meanCurve,
  normalisedArea,
  pairedDifference,
  roundInterval,
  type Curve,
} from '../../../src/core/metrics/learningCurve.ts';
import { close } from './close.ts';
import { golden } from './golden.ts';

function curve(...points: [labels: number, value: number][]): Curve {
  return points.map(([labels, value]) => ({ labels, value, low: null, high: null }));
}

describe('round interval', () => {
  it('is 20 labels, and 5 % above 400', () => {
    assert.deepEqual([0, 100, 400, 401, 1000].map(roundInterval), [20, 20, 20, 21, 50]);
  });
});

describe('normalised area under the curve', () => {
  const c = curve([100, 0.5], [200, 0.7], [400, 0.9]);
  it('is the mean height', () => {
    close(normalisedArea(c), (0.6 * 100 + 0.8 * 200) / 300);
    close(normalisedArea(c, 150, 300), (0.65 * 50 + 0.75 * 100) / 150);
  });
  it('is null outside the curve or for zero width', () => {
    assert.equal(normalisedArea(c, 50, 300), null);
    assert.equal(normalisedArea(curve([1, 1])), null);
    assert.equal(normalisedArea([]), null);
  });
});

describe('crossing', () => {
  it('is the first point from which the mean stays above, not the first above', () => {
    assert.equal(crossing([curve([1, 0.9], [2, 0.7], [3, 0.8], [4, 0.85])], 0.8), 3);
  });
  it('uses the mean over seeds', () => {
    const seeds = [curve([1, 0.9], [2, 0.9], [3, 0.9]), curve([1, 0.5], [2, 0.75], [3, 0.75])];
    assert.equal(crossing(seeds, 0.8), 2);
  });
  it('is null if the curve does not stay above', () => {
    assert.equal(crossing([curve([1, 0.9], [2, 0.7])], 0.8), null);
    assert.equal(crossing([], 0.8), null);
  });
  it('uses only points that every seed has', () => {
    const mean = meanCurve([curve([1, 0.2], [2, 0.4]), curve([2, 0.6], [3, 1])]);
    assert.deepEqual(
      mean.map((p) => p.labels),
      [2],
    );
    close(mean[0]!.value, 0.5);
  });
});

describe('paired difference', () => {
  const { paired } = golden<{
    paired: { a: number[]; b: number[]; mean: number; low: number; high: number };
  }>('metrics', 'classification');
  it('matches scipy’s t interval, with a bootstrap interval within it', () => {
    const d = pairedDifference(paired.a, paired.b, { seed: 1 });
    close(d.mean, paired.mean);
    close(d.t?.low, paired.low);
    close(d.t?.high, paired.high);
    assert.ok(d.bootstrap && d.t);
    assert.ok(d.bootstrap.low > d.t.low && d.bootstrap.high < d.t.high);
    assert.ok(d.bootstrap.low < d.mean && d.bootstrap.high > d.mean);
  });
  it('has no interval for a single pair', () => {
    const d = pairedDifference([0.5], [0.25], { seed: 1 });
    assert.deepEqual(d, { n: 1, mean: 0.25, t: null, bootstrap: null });
    assert.throws(() => pairedDifference([], [], { seed: 1 }), says(/no pairs/));
  });
});
