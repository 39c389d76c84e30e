import { message } from '../../messages/messages.ts';
import { UserError } from '../../errors.ts';
import { withCandidates, type QueryStrategy } from '../queryState.ts';

/**
 * Restricts a strategy to a random part of the candidates: a quarter of the pool works as well as all of it
 * (Atighehchian et al. 2020).
 * @param limit a share up to 1, or a number of records above 1
 * @throws UserError unless limit > 0
 */
export function poolLimit(inner: QueryStrategy, limit: number): QueryStrategy {
  if (!(limit > 0))
    throw new UserError(message('query.outOfRange', { setting: 'poolLimit', value: limit }));
  return {
    name: inner.name,
    async select(state, n) {
      const { candidates } = state;
      const size = Math.max(n, Math.ceil(limit <= 1 ? limit * candidates.length : limit));
      if (size >= candidates.length) return inner.select(state, n);
      const rows = state.rng.fork('pool-limit').sample(candidates.length, size);
      const kept = rows.map((position) => candidates[position]!).sort();
      const picks = await inner.select(withCandidates(state, kept), n);
      // Records outside the sample could not be drawn, so the inner q does not apply.
      return picks.map(({ row, score, reason }) => ({ row, score, reason }));
    },
  };
}
