import { nearDuplicateGroups } from '../../core/pool/nearDuplicates.ts';
import type { PoolService } from './poolService.ts';

/** For each of these rows of the pool the position of the first that is nearly the same text. */
export async function nearGroups(rows: ArrayLike<number>, pool: PoolService): Promise<Int32Array> {
  const texts = (await pool.pool.read(rows)).map(({ text }) => text);
  // The seed only decides which hash functions compare the texts.
  return nearDuplicateGroups(texts.length, async (from, to) => texts.slice(from, to), { seed: 0 });
}

/**
 * The same groups, with those put together that share a key: near-duplicates of one record need not be near to
 * each other, and that record need not be among them.
 * @param groups for each record the position of one of its group
 */
export function joinedBy(keys: readonly string[], groups: Int32Array): Int32Array {
  const parents = Int32Array.from(groups);
  const rootOf = (at: number): number => {
    let root = at;
    while (parents[root] !== root) root = parents[root]!;
    return root;
  };
  const first = new Map<string, number>();
  keys.forEach((key, at) => {
    const [one, other] = [rootOf(first.get(key) ?? at), rootOf(at)];
    parents[Math.max(one, other)] = Math.min(one, other);
    if (!first.has(key)) first.set(key, at);
  });
  return parents.map((_, at) => rootOf(at));
}
