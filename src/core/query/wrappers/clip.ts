import { message } from '../../messages/messages.ts';
import { UserError } from '../../errors.ts';
import { topK } from '../../math/topK.ts';
import type { Scorer } from '../scorer.ts';

/**
 * Moves the top share of the scores to the end: the records hardest for a head are often outliers
 * that nobody can answer (arXiv 2210.03005). The order within both parts is unchanged.
 * @throws UserError unless 0 ≤ share < 1
 */
export function clip(inner: Scorer, share: number): Scorer {
  if (!(share >= 0 && share < 1))
    throw new UserError(message('query.outOfRange', { setting: 'clip', value: share }));
  return {
    name: inner.name,
    async score(state) {
      const { scores, reason } = await inner.score(state);
      await state.pause?.();
      const clipped = scores.slice();
      const { candidates, idHash } = state;
      const count = Math.floor(share * scores.length);
      if (count === 0) return { scores, reason };
      const range =
        scores.reduce((top, score) => Math.max(top, score), -Infinity) -
        scores.reduce((low, score) => Math.min(low, score), Infinity);
      for (const position of topK(scores, count, (i) => idHash(candidates[i]!))) {
        clipped[position]! -= range + 1;
      }
      return { scores: clipped, reason };
    },
  };
}
