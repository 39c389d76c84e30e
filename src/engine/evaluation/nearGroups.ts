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
  const rootOf = (i: number): number => {
    let root = i;
    while (parents[root] !== root) root = parents[root]!;
    return root;
  };
  const firstIndex = new Map<string, number>();
  keys.forEach((key, i) => {
    const [root1, root2] = [rootOf(firstIndex.get(key) ?? i), rootOf(i)];
    parents[Math.max(root1, root2)] = Math.min(root1, root2);
    if (!firstIndex.has(key)) firstIndex.set(key, i);
  });
  return parents.map((_, i) => rootOf(i));
}
