import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { acquisitionScorer } from '../../../src/core/query/strategies/acquisitionScorer.ts';
import { explore } from '../../../src/core/query/wrappers/explore.ts';
import { randomStrategy } from '../../../src/core/query/strategies/randomStrategy.ts';
import { rankPower } from '../../../src/core/query/strategies/rankPower.ts';
import { topScores } from '../../../src/core/query/strategies/topScores.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { randomProbabilities, stateOf, unitRows } from '../../fixtures/query/state.ts';
import { margin } from '../../../src/core/acquisition/uncertainty.ts';

const scorer = acquisitionScorer({ name: 'margin', needs: 'proba', fn: margin });
/** Four records in order of uncertainty: row 2, 0, 3, 1, with ranks 2, 4, 1, 3. */
const four = {
  x: unitRows(4, 2, 1),
  probabilities: matrix(4, 2, Float32Array.of(0.6, 0.4, 0.9, 0.1, 0.5, 0.5, 0.7, 0.3)),
};
const rank = [2, 4, 1, 3];

describe('rank-power sampling', () => {
  for (const share of [0, 0.25]) {
    it(`draws the first and second pick with its reported q (explore ${share})`, async () => {
      const strategy = rankPower(scorer, { beta: 1, explore: share });
      const weights = rank.map((r) => 1 / r);
      const total = weights.reduce((sum, w) => sum + w, 0);
      const draws = 4000;
      const first = [0, 0, 0, 0];
      const secondAfter2 = [0, 0, 0, 0];
      for (let seed = 0; seed < draws; seed++) {
        const [a, b] = await strategy.select(stateOf({ ...four, seed }), 2);
        const expected = share / 4 + ((1 - share) * weights[a!.row]!) / total;
        assert.ok(Math.abs(a!.q! - expected) < 1e-12);
        const left = total - weights[a!.row]!;
        const next = share / 3 + ((1 - share) * weights[b!.row]!) / left;
        assert.ok(Math.abs(b!.q! - next) < 1e-12);
        first[a!.row]!++;
        if (a!.row === 2) secondAfter2[b!.row]!++;
      }
      for (let row = 0; row < 4; row++) {
        const q = share / 4 + ((1 - share) * weights[row]!) / total;
        assertShare(first[row]!, draws, q);
        if (row === 2) continue;
        const q2 = share / 3 + ((1 - share) * weights[row]!) / (total - weights[2]!);
        assertShare(secondAfter2[row]!, first[2]!, q2);
      }
    });
  }

  it('equals the plain batch also if most weights underflow, with a q for each pick', async () => {
    const state = stateOf({
      x: unitRows(60, 2, 1),
      probabilities: randomProbabilities(60, 2, 1, 5),
    });
    const plain = (await topScores(scorer).select(state, 60)).map(({ row }) => row);
    for (const beta of [20_000, Infinity]) {
      const picks = await rankPower(scorer, { beta }).select(state, 60);
      assert.deepEqual(
        picks.map(({ row }) => row),
        plain,
      );
      assert.ok(picks.every(({ q }) => q! > 0.99 && q! <= 1));
    }
  });

  it('equals the plain batch for a large β, and q of the last pick is 1', async () => {
    const picks = await rankPower(scorer, { beta: 200 }).select(stateOf(four), 4);
    assert.deepEqual(
      picks.map((pick) => pick.row),
      [2, 0, 3, 1],
    );
    assert.ok(Math.abs(picks[3]!.q! - 1) < 1e-9);
  });
});

describe('random picks', () => {
  it('are uniform, with q = 1 / remaining records', async () => {
    const counts = [0, 0, 0, 0];
    for (let seed = 0; seed < 4000; seed++) {
      const picks = await randomStrategy.select(stateOf({ ...four, seed }), 2);
      assert.deepEqual(
        picks.map((pick) => pick.q),
        [1 / 4, 1 / 3],
      );
      counts[picks[1]!.row]!++;
    }
    for (const count of counts) assertShare(count, 4000, 1 / 4);
  });
});

describe('explore', () => {
  const state = (seed: number) =>
    stateOf({ x: unitRows(200, 2, 1), probabilities: randomProbabilities(200, 3, 1, 2), seed });

  it('mixes in its share of random picks and marks them', async () => {
    let explored = 0;
    for (let seed = 0; seed < 300; seed++) {
      const picks = await explore(topScores(scorer), 0.1).select(state(seed), 20);
      const chosen = picks.filter((pick) => pick.reason.kind !== 'explore');
      explored += 20 - chosen.length;
      const plain = await topScores(scorer).select(state(seed), 20);
      // The others are the strategy's own picks, in order.
      const kept = plain
        .map((pick) => pick.row)
        .filter((row) => chosen.some((own) => own.row === row));
      assert.deepEqual(
        chosen.map((pick) => pick.row),
        kept,
      );
      assert.ok(picks.every((pick) => pick.q === undefined));
    }
    assertShare(explored, 6000, 0.1);
  });

  it('replaces all picks at 1 and none at 0', async () => {
    const all = await explore(topScores(scorer), 1).select(state(1), 20);
    assert.ok(all.every((pick) => pick.reason.kind === 'explore'));
    const none = await explore(topScores(scorer), 0).select(state(1), 20);
    assert.deepEqual(none, await topScores(scorer).select(state(1), 20));
    assert.throws(() => explore(topScores(scorer), 1.5), says(/between 0 and 1/));
  });
});

/** Asserts a binomial share within 4.5 standard errors. */
function assertShare(count: number, of: number, share: number): void {
  const bound = 4.5 * Math.sqrt((share * (1 - share)) / of);
  assert.ok(Math.abs(count / of - share) < bound, `${count} of ${of}, expected ${share}`);
}
