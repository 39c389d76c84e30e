import type { Scorer } from '../scorer.ts';

/**
 * Score ÷ expected seconds to answer, from the annotator's own timings: more information per
 * minute. Seconds are relative to their mean, so that scores keep their scale. Without timings
 * scores are unchanged.
 */
export function cost(inner: Scorer): Scorer {
  return {
    name: inner.name,
    async score(state) {
      const { scores, reason } = await inner.score(state);
      await state.pause?.();
      const { seconds, candidates } = state;
      if (!seconds || candidates.length === 0) return { scores, reason };
      const each = Float64Array.from(candidates, (row) => Math.max(0.1, seconds(row)));
      const mean = each.reduce((sum, value) => sum + value, 0) / each.length;
      return { scores: scores.map((score, i) => (score * mean) / each[i]!), reason };
    },
  };
}
