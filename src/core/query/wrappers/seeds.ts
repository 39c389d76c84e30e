import { topK } from '../../math/topK.ts';
import { similarityOf, type Pick, type QueryState, type QueryStrategy } from '../queryState.ts';

/** Words, phrases or example sentences by which records of a label are looked for. */
export interface LabelSeeds {
  /** Label-set index. */
  readonly label: number;
  readonly texts: readonly string[];
  /** The text is the label's description, and nobody gave seeds. */
  readonly described?: true;
}

/** Answers of a label from which on its seeds are not needed any more. */
const seededAnswers = 2;

/** Answers from which on a label that has fewer than two is looked for by its words: chance has had its turn. */
export function rareFrom(labels: number): number {
  return Math.max(10, 2 * labels);
}

/** The seeds of labels that have fewer than two answers, the scarcest label first. */
export function seedsWanted(
  seeds: readonly LabelSeeds[],
  countPerLabel: ArrayLike<number>,
): readonly LabelSeeds[] {
  const count = ({ label }: LabelSeeds): number => countPerLabel[label] ?? 0;
  return seeds
    .filter((one) => count(one) < seededAnswers)
    .sort((a, b) => count(a) - count(b) || a.label - b.label);
}

/**
 * Mixes records that are like seeds into a start strategy, one in two, so that rare labels come up: the
 * labels take turns in the order of `seeds`, each giving what is likest to its own. A record that is in
 * no way like a seed is never taken for one.
 */
export function seeded(inner: QueryStrategy, seeds: readonly LabelSeeds[]): QueryStrategy {
  return {
    name: inner.name,
    async select(state, n) {
      const total = Math.min(Math.max(0, n), state.candidates.length);
      if (total === 0) return [];
      const wanted = Math.ceil(total / 2);
      const queues: Pick[][] = [];
      for (const one of seeds) queues.push(await likest(state, one, wanted));
      return inTurns(queues, await inner.select(state, total), total);
    },
  };
}

/**
 * One in two from the queues, which take turns, the others by another strategy. A record that may come by two ways
 * has neither's probability.
 */
export function inTurns(queues: Pick[][], others: Pick[], total: number): Pick[] {
  const taken = new Set<number>();
  const picks: Pick[] = [];
  /** @returns whether the queue had one that is not taken yet. */
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

async function likest(
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
