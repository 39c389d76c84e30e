import { roundScore, topK } from '../../math/topK.ts';
import type { QueryStrategy } from '../queryState.ts';
import type { Scorer } from '../scorer.ts';
import { shortlist } from '../shortlist.ts';

/** The plain batch: the highest scores, ties broken by a seeded hash of the record's id. */
export function topScores(scorer: Scorer): QueryStrategy {
  return {
    name: scorer.name,
    async select(state, n) {
      const { idHash } = state;
      if (state.candidates.length === 0 || n <= 0) return [];
      const { candidates, scores, reason } = (await shortlist(state, scorer, n)) ?? {
        candidates: state.candidates,
        ...(await scorer.score(state)),
      };
      const best = topK(scores, n, (position) => idHash(candidates[position]!));
      return Array.from(best, (position) => ({
        row: candidates[position]!,
        score: roundScore(scores[position]!),
        reason: reason(position),
      }));
    },
  };
}
