import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { builtInAcquisitions } from '../../../src/core/acquisition/registry.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { parseStrategy } from '../../../src/core/query/parseStrategy.ts';
import { stateOf } from '../../fixtures/query/state.ts';

interface Batch {
  rows: number[];
  scores: number[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/query/query.json', import.meta.url), 'utf8'),
) as {
  rows: number;
  cols: number;
  classes: number;
  labelled: number[];
  candidates: number[];
  x: number[];
  p: number[];
} & Record<
  'rankedBatch' | 'rankedBatchHalf' | 'kCenter' | 'informationDensity' | 'badgeFirst' | 'typical',
  Batch
>;

const x = matrix(golden.rows, golden.cols, Float32Array.from(golden.x));
const probabilities = matrix(golden.rows, golden.classes, Float32Array.from(golden.p));
const labelledRows = Int32Array.from(golden.labelled);
const state = stateOf({
  x,
  probabilities,
  labelledRows,
  labels: Int32Array.of(0, 1, 2),
  candidates: Int32Array.from(golden.candidates),
});

describe('query strategies match naive numpy', () => {
  const cases = [
    ['ranked batch', 'ranked-batch', golden.rankedBatch],
    ['ranked batch, α fixed', { strategy: 'ranked-batch', alpha: 0.5 }, golden.rankedBatchHalf],
    ['k-center', 'k-center', golden.kCenter],
    ['information density', 'information-density', golden.informationDensity],
    ['the first of BADGE', 'badge', golden.badgeFirst],
  ] as const;
  for (const [name, settings, expected] of cases) {
    it(name, async () => {
      const picks = await parseStrategy(settings, builtInAcquisitions).select(
        state,
        expected.rows.length,
      );
      assert.deepEqual(
        picks.map((pick) => pick.row),
        expected.rows,
      );
      // Scores of the plain batch are rounded to 1e-4; the others go through float32.
      picks.forEach((pick, i) => assert.ok(Math.abs(pick.score - expected.scores[i]!) < 1e-4));
    });
  }

  it('TypiClust picks the most typical record of a single cluster', async () => {
    const [pick] = await parseStrategy('typiclust', builtInAcquisitions).select(stateOf({ x }), 1);
    assert.equal(pick!.row, golden.typical.rows[0]);
    assert.ok(Math.abs(pick!.score - golden.typical.scores[0]!) < 1e-4);
  });
});
