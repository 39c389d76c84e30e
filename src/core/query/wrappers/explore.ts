import { message } from '../../messages/messages.ts';
import { UserError } from '../../errors.ts';
import type { Pick, QueryStrategy } from '../queryState.ts';
import { randomStrategy } from '../strategies/randomStrategy.ts';

/**
 * Mixes random picks into a strategy: with probability `share` a pick is a uniformly random
 * remaining record. Keeps an unbiased view of the pool and finds confident mistakes of the head.
 * @throws UserError unless 0 ≤ share ≤ 1
 */
export function explore(inner: QueryStrategy, share: number): QueryStrategy {
  checkShare(share);
  return {
    name: inner.name,
    async select(state, n) {
      const rng = state.rng.fork('explore');
      const total = Math.min(Math.max(0, n), state.candidates.length);
      const exploring = Array.from({ length: total }, () => rng.uniform() < share);
      const wanted = await inner.select(state, total);
      // As many as picks, because the inner strategy may already have taken some.
      const lots = await randomStrategy.select({ ...state, rng }, total);
      const taken = new Set<number>();
      const picks: Pick[] = [];
      const take = (from: Pick[], explored: boolean): void => {
        let next = from.shift();
        while (next && taken.has(next.row)) next = from.shift();
        if (!next) return;
        taken.add(next.row);
        // The inner q is conditional on a draw without the mix, so it does not apply.
        const { row, score, reason } = next;
        picks.push(explored ? { row, score, reason: { kind: 'explore' } } : { row, score, reason });
      };
      for (const explored of exploring) take(explored ? lots : wanted, explored);
      return picks;
    },
  };
}

/** @throws UserError unless 0 ≤ share ≤ 1 */
export function checkShare(share: number): void {
  if (!(share >= 0 && share <= 1)) {
    throw new UserError(message('query.exploreOutOfRange', { value: share }));
  }
}
