import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Measured } from '../../../src/core/metrics/estimate.ts';
import {
  crossedAt,
  DEFAULT_STOPPING,
  stoppingRules,
  targetReached,
  type RuleState,
  type StoppingRound,
  type StoppingRule,
} from '../../../src/core/metrics/stopping.ts';
import {
  compareOnStopSet,
  drawStopSet,
  f1ChangeBound,
  meanNormalisedEntropy,
  predictedF1Change,
} from '../../../src/core/metrics/stopSet.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { Rng } from '../../../src/core/rng.ts';
import { close } from './close.ts';

const none: Measured = { value: null, reason: 'noAnswers' };
const measured = (low: number): Measured => ({
  value: low + 0.04,
  low,
  high: low + 0.08,
  approximate: true,
});

function round(
  trainingLabels: number,
  comparedWith: number | null,
  kappa: number | null,
): StoppingRound {
  const agreement = comparedWith === null ? null : { kappa, changed: 0.002, perClass: [] };
  return { trainingLabels, comparedWith, agreement, entropy: 0.2, metric: none };
}

function rule(states: RuleState[], name: StoppingRule): RuleState {
  const state = states.find((s) => s.rule === name);
  assert.ok(state, name);
  return state;
}

describe('stop set', () => {
  it('is determined by the seed and has at most 2,000 records', () => {
    const drawn = drawStopSet(5000, new Rng(1));
    assert.equal(new Set(drawn).size, 2000);
    assert.deepEqual(drawn, drawStopSet(5000, new Rng(1)));
    assert.deepEqual([...drawStopSet(4, new Rng(1))], [0, 1, 2, 3]);
  });

  it('bounds the change of F1 by 4(1 − κ)/κ', () => {
    close(f1ChangeBound(0.99), 0.0404, 1e-4);
    assert.equal(f1ChangeBound(1), 0);
    assert.equal(f1ChangeBound(0.5), 1);
    assert.equal(f1ChangeBound(0), null);
    assert.equal(f1ChangeBound(-0.2), null);
    assert.equal(f1ChangeBound(null), null);
  });

  it('the bound holds for any truth', () => {
    const rng = new Rng(8);
    const f1 = (truth: Uint8Array, p: Uint8Array): number => {
      let both = 0;
      let sum = 0;
      for (let i = 0; i < p.length; i++) {
        both += truth[i]! & p[i]!;
        sum += truth[i]! + p[i]!;
      }
      return sum > 0 ? (2 * both) / sum : 0;
    };
    let checked = 0;
    for (let run = 0; run < 500; run++) {
      const earlier = Uint8Array.from({ length: 200 }, () => (rng.uniform() < 0.4 ? 1 : 0));
      const later = earlier.map((p) => (rng.uniform() < 0.03 ? 1 - p : p));
      const truth = earlier.map((p) => (rng.uniform() < 0.2 ? 1 - p : p));
      const bound = compareOnStopSet(earlier, later, 2).perClass[1]!.f1ChangeBound;
      if (bound === null) continue;
      checked++;
      assert.ok(Math.abs(f1(truth, earlier) - f1(truth, later)) <= bound + 1e-12);
    }
    assert.ok(checked > 400);
  });

  it('ΔF of a class that neither head predicts is null, not 0/0', () => {
    assert.equal(predictedF1Change([0, 0], [0, 0], 1), null);
    close(predictedF1Change([1, 1, 0], [1, 0, 0], 1), 1 - 2 / 3);
    assert.equal(predictedF1Change([1, 0], [0, 1], 1), 1);
    assert.equal(predictedF1Change([1, 1], [1, 1], 1), 0);
  });

  it('κ of two heads that predict one class everywhere is null', () => {
    const same = compareOnStopSet([2, 2, 2], [2, 2, 2], 3);
    assert.equal(same.kappa, null);
    assert.equal(same.changed, 0);
    assert.deepEqual(same.perClass[2], {
      label: 2,
      kappa: null,
      predictedChange: 0,
      f1ChangeBound: null,
    });
    assert.equal(compareOnStopSet([], [], 3).changed, null);
  });

  it('normalises entropy by the number of classes', () => {
    close(
      meanNormalisedEntropy(matrix(2, 4, Float32Array.of(0.25, 0.25, 0.25, 0.25, 1, 0, 0, 0))),
      0.5,
    );
    assert.equal(meanNormalisedEntropy(matrix(2, 1, Float32Array.of(1, 1))), 0);
    assert.equal(meanNormalisedEntropy(matrix(0, 3)), null);
  });
});

describe('stopping rules', () => {
  const stable = (rounds: StoppingRound[]): RuleState =>
    rule(stoppingRules(rounds, 0), 'stablePredictions');

  it('predictions are stable if the last three comparisons have a mean κ of .99', () => {
    const rounds = [round(100, null, null), round(120, 100, 0.6), round(140, 120, 0.99)];
    assert.equal(stable(rounds).met, null);
    rounds.push(round(160, 140, 0.98));
    assert.equal(stable(rounds).met, false);
    rounds.push(round(180, 160, 1));
    assert.equal(stable(rounds).met, true);
    close(stable(rounds).value, 0.99);
  });

  it('cannot tell with fewer comparisons than the window', () => {
    assert.deepEqual(stable([round(100, null, null), round(120, 100, 1)]), {
      rule: 'stablePredictions',
      met: null,
      value: null,
      threshold: 0.99,
    });
  });

  it('ignores comparisons of adjacent refits, even if they agree', () => {
    const every5 = Array.from({ length: 40 }, (_, i) => round(105 + 5 * i, 100 + 5 * i, 1));
    assert.equal(stable(every5).met, null);
    assert.equal(rule(stoppingRules(every5, 0), 'classificationChange').met, null);
    // 20 labels apart is enough at 400, but not at 1,000.
    const far = (from: number): StoppingRound[] =>
      [0, 1, 2].map((i) => round(from + 20 * i + 20, from + 20 * i, 1));
    assert.equal(stable(far(300)).met, true);
    assert.equal(stable(far(1000)).met, null);
  });

  it('does not count an undefined κ as agreement', () => {
    const rounds = [round(120, 100, null), round(140, 120, null), round(160, 140, null)];
    assert.equal(stable(rounds).met, null);
    // One undefined comparison leaves too few for the window.
    assert.equal(stable([round(120, 100, 1), round(140, 120, null), round(160, 140, 1)]).met, null);
  });

  it('enables budget and target only if they are set', () => {
    const states = stoppingRules([round(100, null, null)], 50);
    assert.deepEqual(
      states.map((s) => s.rule),
      ['stablePredictions', 'classificationChange', 'entropy'],
    );
    const both = { ...DEFAULT_STOPPING, budget: 50, target: 0.8 };
    assert.equal(rule(stoppingRules([], 49, both), 'budget').met, false);
    assert.equal(rule(stoppingRules([], 50, both), 'budget').met, true);
    assert.equal(rule(stoppingRules([], 50, both), 'targetReached').met, null);
  });
});

describe('target reached', () => {
  const rounds = (...lows: number[]): { metric: Measured }[] =>
    lows.map((low) => ({ metric: measured(low) }));

  it('requires the lower bound above the target for three consecutive rounds', () => {
    assert.equal(targetReached(rounds(0.81, 0.82, 0.83), 0.8).met, true);
    assert.equal(targetReached(rounds(0.81, 0.79, 0.83), 0.8).met, false);
    assert.equal(targetReached(rounds(0.7, 0.81, 0.82, 0.83), 0.8).met, true);
    assert.equal(targetReached(rounds(0.8, 0.81, 0.82), 0.8).met, false);
  });
  it('D11 finds the latest crossing of the target', () => {
    assert.equal(crossedAt(rounds(0.81, 0.82, 0.83, 0.84), 0.8), 2);
    assert.equal(crossedAt(rounds(0.81, 0.82, 0.83, 0.7, 0.81, 0.82, 0.83), 0.8), 6);
    assert.equal(crossedAt(rounds(0.81, 0.82, 0.83, 0.7), 0.8), undefined);
    assert.equal(crossedAt([], 0.8), undefined);
  });
  it('cannot tell with two rounds, or if one has no value', () => {
    assert.equal(targetReached(rounds(0.9, 0.9), 0.8).met, null);
    assert.equal(targetReached([...rounds(0.9, 0.9), { metric: none }], 0.8).met, null);
  });
});
