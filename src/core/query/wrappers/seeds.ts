import { topK } from '../../math/topK.ts';
import { similarityOf, type Pick, type QueryState, type QueryStrategy } from '../queryState.ts';

/** Words, phrases or example sentences for finding records of a label. */
export interface LabelSeeds {
  /** Label-set index. */
  readonly label: number;
  readonly texts: readonly string[];
  /** Set if the text is the label's description, because no seeds were given. */
  readonly described?: true;
}

/** Number of answers from which a label no longer needs its seeds. */
const seededAnswers = 2;

/**
 * Number of answers from which labels with fewer than two answers are searched for by their texts; before
 * that, random picks may still find them.
 */
export function minAnswersForSeeds(labels: number): number {
  return Math.max(10, 2 * labels);
}

/** The seeds of labels with fewer than two answers, rarest label first. */
export function seedsOfRareLabels(
  seeds: readonly LabelSeeds[],
  countPerLabel: ArrayLike<number>,
): readonly LabelSeeds[] {
  const count = ({ label }: LabelSeeds): number => countPerLabel[label] ?? 0;
  return seeds
    .filter((labelSeeds) => count(labelSeeds) < seededAnswers)
    .sort((a, b) => count(a) - count(b) || a.label - b.label);
}

/**
 * Mixes records similar to seeds into a start strategy, every other pick, so that rare labels come up: the
 * labels rotate in the order of `seeds`, each contributing its most similar record. Records with no
 * similarity to a seed are not picked.
 */
export function seeded(inner: QueryStrategy, seeds: readonly LabelSeeds[]): QueryStrategy {
  return {
    name: inner.name,
    async select(state, n) {
      const total = Math.min(Math.max(0, n), state.candidates.length);
      if (total === 0) return [];
      const wanted = Math.ceil(total / 2);
      const queues: Pick[][] = [];
      for (const labelSeeds of seeds) queues.push(await mostSimilar(state, labelSeeds, wanted));
      return interleave(queues, await inner.select(state, total), total);
    },
  };
}

/**
 * Alternates between the queues, in rotation, and another strategy. Picks carry no q, because a
 * record may come from either.
 */
export function interleave(queues: Pick[][], others: Pick[], total: number): Pick[] {
  const taken = new Set<number>();
  const picks: Pick[] = [];
  /** @returns whether the queue had a record that was not taken yet */
  const take = (queue: Pick[]): boolean => {
    let next = queue.shift();
    while (next && taken.has(next.row)) next = queue.shift();
    if (!next) return false;
    taken.add(next.row);
    const { row, score, reason } = next;
    picks.push({ row, score, reason });
    return true;
  };
  for (let turn = 0; picks.length < total; turn++) {
    const fromQueue = turn % 2 === 0 && queues.length > 0;
    if (fromQueue && take(queues[(turn / 2) % queues.length]!)) continue;
    if (!take(others)) break;
  }
  return picks;
}

async function mostSimilar(
  state: QueryState,
  { label, texts, described }: LabelSeeds,
  count: number,
): Promise<Pick[]> {
  const { candidates, idHash } = state;
  const likeness = await similarityOf(state, texts);
  const order = topK(likeness, count, (position) => idHash(candidates[position]!));
  return Array.from(order)
    .filter((position) => likeness[position]! > 0)
    .map((position) => {
      const value = likeness[position]!;
      const reason = { kind: described ? 'description' : 'seeds', value, label };
      return { row: candidates[position]!, score: value, reason };
    });
}
