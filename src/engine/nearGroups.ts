import { nearDuplicateGroups } from '../core/pool/nearDuplicates.ts';
import type { PoolRoom } from './poolRoom.ts';

/** For each of these rows of the pool the position of the first that is nearly the same text. */
export async function nearGroups(rows: ArrayLike<number>, pool: PoolRoom): Promise<Int32Array> {
  const texts = (await pool.pool.read(rows)).map(({ text }) => text);
  // The seed only decides which hash functions compare the texts.
  return nearDuplicateGroups(texts.length, async (from, to) => texts.slice(from, to), { seed: 0 });
}
