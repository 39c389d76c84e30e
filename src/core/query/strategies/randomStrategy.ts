import type { QueryStrategy } from '../queryState.ts';

/** Uniformly random candidates; needs neither head nor embeddings. */
export const randomStrategy: QueryStrategy = {
  name: 'random',
  async select({ candidates, rng }, n) {
    const drawn = rng.fork('random').sample(candidates.length, Math.max(0, n));
    return Array.from(drawn, (position, j) => ({
      row: candidates[position]!,
      score: 0,
      reason: { kind: 'random' },
      q: 1 / (candidates.length - j),
    }));
  },
};
