import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lure, lureWeights } from '../../../src/core/metrics/lure.ts';
import { Rng } from '../../../src/core/rng.ts';
import { close, closeAll } from './close.ts';

/** Draws M records sequentially by weight (Plackett–Luce) and records each probability. */
function draw(weights: number[], M: number, rng: Rng): { picks: number[]; chances: number[] } {
  const left = new Set(weights.keys());
  const picks: number[] = [];
  const chances: number[] = [];
  for (let m = 0; m < M; m++) {
    const total = [...left].reduce((sum, i) => sum + weights[i]!, 0);
    let point = rng.uniform() * total;
    let chosen = -1;
    for (const i of left) {
      chosen = i;
      point -= weights[i]!;
      if (point < 0) break;
    }
    left.delete(chosen);
    picks.push(chosen);
    chances.push(weights[chosen]! / total);
  }
  return { picks, chances };
}

describe('LURE', () => {
  it('weighs uniform picks equally, and all picks if the pool is exhausted', () => {
    closeAll(lureWeights([1 / 10, 1 / 9, 1 / 8], 10), [1, 1, 1]);
    closeAll(lureWeights([0.7, 0.9, 1], 3), [1, 1, 1]);
  });

  it('matches hand-computed weights', () => {
    // N = 5, M = 2, q = .5, .25: v1 = 1 + 3/4·(1/(5·.5) − 1) = .55, v2 = 1 + 3/3·(1/(4·.25) − 1) = 1
    closeAll(lureWeights([0.5, 0.25], 5), [0.55, 1]);
  });

  it('matches a hand-computed mean of v·L and concentration of the weights', () => {
    // N = 6, M = 3, q = .4, .25, .2:
    // v1 = 1 + 3/5·(1/(6·.4) − 1) = .65, v2 = 1 + 3/4·(1/(5·.25) − 1) = .85, v3 = 1 + 3/3·(1/(4·.2) − 1) = 1.25
    const chances = [0.4, 0.25, 0.2];
    closeAll(lureWeights(chances, 6), [0.65, 0.85, 1.25]);
    const estimate = lure({ losses: [1, 0, 1], chances, poolSize: 6, rng: new Rng(1) });
    assert.ok(estimate.kind === 'estimate');
    // R̂ = (.65 + 1.25)/3; Σv² / (Σv)² = (.4225 + .7225 + 1.5625)/2.75²
    close(estimate.risk.value, 1.9 / 3);
    close(estimate.concentration, 2.7075 / 7.5625);
  });

  it('is unbiased where the plain mean is not, by exact summation over all orders', () => {
    const weights = [8, 4, 2, 1, 1];
    const losses = [0.9, 0.6, 0.3, 0.1, 0];
    const M = 3;
    let expected = 0;
    let naive = 0;
    const walk = (picks: number[], chances: number[], chance: number): void => {
      if (picks.length === M) {
        const v = lureWeights(chances, weights.length);
        expected += chance * picks.reduce((sum, i, m) => sum + (v[m]! * losses[i]!) / M, 0);
        naive += chance * picks.reduce((sum, i) => sum + losses[i]! / M, 0);
        return;
      }
      const left = [...weights.keys()].filter((i) => !picks.includes(i));
      const total = left.reduce((sum, i) => sum + weights[i]!, 0);
      for (const i of left) {
        const q = weights[i]! / total;
        walk([...picks, i], [...chances, q], chance * q);
      }
    };
    walk([], [], 1);
    const mean = losses.reduce((a, b) => a + b) / losses.length;
    close(expected, mean, 1e-12);
    assert.ok(naive > mean + 0.1);
  });

  it('has an interval with about nominal coverage of the pool risk', () => {
    const rng = new Rng(2);
    const weights = Array.from({ length: 400 }, (_, i) => 1 / (1 + i / 40));
    const losses = weights.map((_, i) => (rng.uniform() < 0.5 - i / 1000 ? 1 : 0));
    const risk = losses.reduce((a: number, b) => a + b, 0) / losses.length;
    let held = 0;
    for (let run = 0; run < 120; run++) {
      const { picks, chances } = draw(weights, 100, rng);
      const estimate = lure({
        losses: picks.map((i) => losses[i]!),
        chances,
        poolSize: 400,
        rng,
        resamples: 300,
      });
      assert.ok(estimate.kind === 'estimate');
      close(estimate.concentration * estimate.effectivePicks, 1);
      if (estimate.risk.low <= risk && estimate.risk.high >= risk) held++;
    }
    assert.ok(held >= 102, `held ${held} of 120`);
  });

  it('is unavailable if a probability is 0 or unknown', () => {
    const rng = new Rng(1);
    const notAvailable = { kind: 'notAvailable', reason: 'unknownChance' };
    assert.deepEqual(
      lure({ losses: [1, 0], chances: [0.5, null], poolSize: 9, rng }),
      notAvailable,
    );
    assert.deepEqual(lure({ losses: [1, 0], chances: [0.5, 0], poolSize: 9, rng }), notAvailable);
    const nothing = { kind: 'notAvailable', reason: 'noPicks' };
    assert.deepEqual(lure({ losses: [], chances: [], poolSize: 9, rng }), nothing);
    assert.throws(() => lureWeights([0.5, 0.5], 1), says(/2 picks from 1 records/));
    assert.throws(() => lureWeights([1.5], 3), says(/not in \(0, 1\]/));
  });
});
