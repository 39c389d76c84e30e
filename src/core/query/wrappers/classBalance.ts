import { argMax } from '../../math/argMax.ts';
import { rowOf } from '../../math/matrix.ts';
import { topK } from '../../math/topK.ts';
import {
  labelProbabilitiesOf,
  probabilitiesOf,
  rowsOfLabel,
  type Pick,
  type QueryStrategy,
} from '../queryState.ts';
import type { Scorer } from '../scorer.ts';
import { topScores } from '../strategies/topScores.ts';

/**
 * The highest scores, but each pick from the predicted label with the fewest answers and picks so
 * far, while it has candidates.
 */
export function classBalance(scorer: Scorer): QueryStrategy {
  return {
    name: scorer.name,
    async select(state, n) {
      const { candidates, columns, idHash, pause } = state;
      if (n <= 0 || candidates.length === 0) return [];
      const p = state.multiLabel
        ? (await labelProbabilitiesOf(state, 'balance')).probabilities
        : await probabilitiesOf(state, 'balance');
      // A multi-label head without a positive answer has no columns, so no label to balance.
      if (p.cols === 0) return topScores(scorer).select(state, n);
      const { scores, reason } = await scorer.score(state);
      await pause?.();
      const members = Array.from({ length: p.cols }, (): number[] => []);
      for (let i = 0; i < p.rows; i++) members[argMax(rowOf(p, i))]!.push(i);
      const queues: number[][] = [];
      for (const own of members) {
        await pause?.();
        const order = topK(
          Float32Array.from(own, (i) => scores[i]!),
          n,
          (j) => idHash(candidates[own[j]!]!),
        );
        queues.push(Array.from(order, (j) => own[j]!));
      }
      const counts = Array.from(columns, (label) => rowsOfLabel(state, label).length);
      const picks: Pick[] = [];
      while (picks.length < Math.min(n, candidates.length)) {
        let column = -1;
        for (let j = 0; j < queues.length; j++) {
          if (queues[j]!.length > 0 && (column < 0 || counts[j]! < counts[column]!)) column = j;
        }
        const position = queues[column]!.shift()!;
        counts[column]!++;
        picks.push({
          row: candidates[position]!,
          score: scores[position]!,
          reason: reason(position),
        });
      }
      return picks;
    },
  };
}
