import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { Rng } from '../../../src/core/rng.ts';
import { summariseForecasts, type ForecastRun } from '../../simulations/forecastRuns.ts';
import { generatedSets } from '../../simulations/comparisonPools.ts';
import { labelSetCurve, type LabelSetCurve } from '../../simulations/labelSetCurves.ts';
import { constructedForecast, headForecast } from '../../simulations/labelSetForecasts.ts';
import { targetRun } from '../../simulations/labelSetStopping.ts';

/** The number of runs that a claim with this share falls below once in 10,000 tests. */
const fewest = (share: number, runs: number): number =>
  Math.floor(share * runs - 3.72 * Math.sqrt(share * (1 - share) * runs));

function checkForecasts(runs: readonly ForecastRun[]): void {
  const { named, held, near, nearNamed } = summariseForecasts(runs);
  assert.ok(held >= fewest(0.8, named), `${held} of ${named} ranges hold the crossing`);
  assert.ok(nearNamed >= fewest(0.5, near), `${nearNamed} of ${near} name a range`);
}

describe('C6 several labels per record, in simulation', () => {
  for (const metric of ['microF1', 'macroF1'] as const) {
    it(`ranges hold the crossing and are given often enough: constructed curves of ${metric}`, () => {
      checkForecasts(Array.from({ length: 40 }, (_, i) => constructedForecast(metric, i + 1)));
    });
  }
});

describe('several labels per record: heads on generated records', () => {
  const shares = [0.3, 0.2, 0.14, 0.1, 0.07];
  /** Ten projects, each with four hold-outs. */
  const projects = 10;
  const holdouts = 4;
  const curves: LabelSetCurve[] = [];
  const draws = <T>(of: (curve: LabelSetCurve, seed: number) => T): T[] =>
    curves.flatMap((curve, i) =>
      Array.from({ length: holdouts }, (_, draw) => of(curve, 100 * i + draw)),
    );

  before(async () => {
    for (let seed = 1; seed <= projects; seed++) {
      const rng = new Rng(seed);
      const noise = 0.05 + 0.15 * rng.uniform();
      const records = generatedSets({ records: 3500, dimensions: 16, shares, noise }, rng);
      const settings = { strategy: 'random', c: 10, from: 40, to: 800, ops: typeScriptOps };
      curves.push(await labelSetCurve(records, 1000, settings, seed));
    }
  });

  it('C6 ranges hold the crossing and are given often enough', () => {
    const runs = draws((curve, seed) => headForecast(curve, { holdout: 150, from: 120 }, seed));
    checkForecasts(runs.filter((run) => run !== undefined));
  });

  it('the target is not reported as reached too early', () => {
    const runs = draws((curve, seed) => targetRun(curve, 150, seed));
    const early = runs.filter((run) => run.early).length;
    assert.ok(runs.some(({ said }) => said));
    assert.ok(early <= runs.length - fewest(0.95, runs.length), `${early} of ${runs.length}`);
  });
});
