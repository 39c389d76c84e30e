import { batchBald } from '../../acquisition/batchBald.ts';
import { scoreSamples } from '../../acquisition/inBlocks.ts';
import { topK } from '../../math/topK.ts';
import { samplesOf, type Pick, type QueryStrategy } from '../queryState.ts';
import { bald } from '../../acquisition/disagreement.ts';

/** Maximum jointly chosen picks; beyond it the estimate is unreliable, and plain BALD follows. */
const maxJointPicks = 10;

/**
 * BatchBALD over the sampled heads for up to 10 picks; the rest of a longer batch is in BALD order.
 */
export const batchBaldStrategy: QueryStrategy = {
  name: 'batch-bald',
  async select(state, n) {
    const { candidates, ops, idHash, pause } = state;
    if (n <= 0 || candidates.length === 0) return [];
    const samples = await samplesOf(state, 'batch-bald');
    const rng = state.rng.fork('batch-bald');
    const single = await scoreSamples(bald, samples, { rng }, pause);
    const tie = (position: number): number => idHash(candidates[position]!);
    const { positions, scores } = await batchBald(samples, Math.min(n, maxJointPicks), {
      ops,
      rng,
      tie,
      single,
    });
    const picks = Array.from(positions, (position, i): Pick => {
      const value = scores[i]!;
      return { row: candidates[position]!, score: value, reason: { kind: 'batch-bald', value } };
    });
    if (picks.length >= Math.min(n, candidates.length)) return picks;
    const taken = new Set(positions);
    for (const position of topK(single, n + taken.size, tie)) {
      if (picks.length === n) break;
      if (taken.has(position)) continue;
      const value = single[position]!;
      picks.push({ row: candidates[position]!, score: value, reason: { kind: 'bald', value } });
    }
    return picks;
  },
};
