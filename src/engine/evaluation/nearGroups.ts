import { nearDuplicateGroups } from '../../core/pool/nearDuplicates.ts';
import type { PoolService } from '../pool/poolService.ts';

/** For each given pool row, the position of its first near-duplicate. */
export async function nearGroups(rows: ArrayLike<number>, pool: PoolService): Promise<Int32Array> {
  const texts = (await pool.pool.read(rows)).map(({ text }) => text);
  // The seed only selects the hash functions of the comparison.
  return nearDuplicateGroups(texts.length, async (from, to) => texts.slice(from, to), { seed: 0 });
}

/**
 * Merges groups that share a key: two near-duplicates of one record need not be similar to each
 * other, and that record may be missing from the list.
 * @param groups for each record the position of a member of its group
 */
export function mergeGroupsByKey(keys: readonly string[], groups: Int32Array): Int32Array {
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
