import { rankAll } from '../../math/rankAll.ts';
import { sumOf } from '../../math/sum.ts';
import { checkShare } from '../wrappers/explore.ts';
import type { Pick, QueryStrategy } from '../queryState.ts';
import type { Scorer } from '../scorer.ts';

/** Keys drawn between two pauses. */
const keysPerBlock = 2 ** 15;

export interface RankPowerOptions {
  /** β: 0 is uniform, ∞ the plain batch; default 1. */
  readonly beta?: number;
  /** ε: share of uniform picks. Mixed in here, so that q stays exact. */
  readonly explore?: number;
}

/**
 * Rank-power sampling: weight ∝ rank^(−β), rank 1 = highest score (softrank in Kirsch et al., arXiv
 * 2106.12059), drawn without replacement as Gumbel top-k. Each pick carries its q, the probability of being
 * drawn next given all earlier picks: ε / remaining + (1 − ε)·w / Σ w remaining (Plackett–Luce), which bias
 * correction needs.
 * @throws UserError unless 0 ≤ ε ≤ 1; RangeError if β < 0
 */
export function rankPower(scorer: Scorer, options: RankPowerOptions = {}): QueryStrategy {
  const { beta = 1, explore: share = 0 } = options;
  checkShare(share);
  if (!(beta >= 0)) throw new RangeError(`rankPower: beta must be at least 0, got ${beta}`);
  return {
    name: `rank-power`,
    async select(state, n) {
      const { candidates, idHash, pause } = state;
      const total = Math.min(Math.max(0, n), candidates.length);
      if (total === 0) return [];
      const rng = state.rng.fork('rank-power');
      const { scores, reason } = await scorer.score(state);
      const ranked = await rankAll(scores, (i) => idHash(candidates[i]!), pause);
      const weights = new Float64Array(candidates.length);
      await pause?.();
      const ranks = new Int32Array(candidates.length);
      ranked.forEach((position, r) => {
        ranks[position] = r + 1;
        weights[position] = ratioPower(r + 1, 1, beta);
      });

      // Gumbel top-k: sorting by log w + Gumbel noise gives the order of draws without replacement.
      const keys = new Float64Array(candidates.length);
      for (let i = 0; i < keys.length; i++) {
        // With a large β most weights are too small for a number, but not their logarithms.
        const log = weights[i]! > 0 ? Math.log(weights[i]!) : -beta * Math.log(ranks[i]!);
        keys[i] = log + rng.gumbel();
        if (i % keysPerBlock === keysPerBlock - 1) await pause?.();
      }
      await pause?.();
      const drawn = largest(keys, total, ranks);
      await pause?.();
      const lots = Array.from(rng.sample(candidates.length, total));
      const taken = new Set<number>();
      let remainingWeight = sumOf(weights);
      let summed = remainingWeight;
      const picks: Pick[] = [];
      while (picks.length < total) {
        const exploring = rng.uniform() < share;
        const from = exploring ? lots : drawn;
        let position = from.shift()!;
        while (taken.has(position)) position = from.shift()!;
        taken.add(position);
        const weight = weights[position]!;
        const remaining = candidates.length - picks.length;
        picks.push({
          row: candidates[position]!,
          score: scores[position]!,
          reason: exploring ? { kind: 'explore' } : reason(position),
          q: Math.min(1, share / remaining + ((1 - share) * weight) / remainingWeight),
        });
        weights[position] = 0;
        remainingWeight -= weight;
        // Recompute: repeated subtraction would accumulate rounding errors larger than the
        // remaining weights.
        if (remainingWeight < summed / 2) summed = remainingWeight = sumOf(weights);
        if (remainingWeight === 0) {
          const first = ranked.find((left) => !taken.has(left));
          if (first === undefined) break;
          for (const left of ranked) {
            if (!taken.has(left)) weights[left] = ratioPower(ranks[left]!, ranks[first]!, beta);
          }
          summed = remainingWeight = sumOf(weights);
        }
      }
      return picks;
    },
  };
}

/** (rank / first)^−β, also for β = ∞. */
function ratioPower(rank: number, first: number, beta: number): number {
  return rank === first ? 1 : (rank / first) ** -beta;
}

/** Positions of the k largest keys, largest first; by rank if they are equal or both −∞. */
function largest(keys: Float64Array, k: number, ranks: Int32Array): number[] {
  const threshold = keys.slice().sort()[keys.length - k]!;
  const positions: number[] = [];
  for (let i = 0; i < keys.length; i++) if (keys[i]! >= threshold) positions.push(i);
  return positions.sort((i, j) => keys[j]! - keys[i]! || ranks[i]! - ranks[j]!).slice(0, k);
}
