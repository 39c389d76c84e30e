/** Stored with the hold-out; increment whenever the hash changes. */
export const holdoutHashVersion = 1;

/** Upper bound of the hashes, exclusive. */
export const hashRange = 2 ** 32;

/**
 * The seeded hash of a group of near-duplicates by its key, a record id: an integer in [0, 2^32).
 * Groups whose hash is below rate · 2^32 are held out and asked in hash order. FNV-1a over the id's
 * four words with a final avalanche (MurmurHash3).
 * @param ids four words per record
 */
export function holdoutHash(ids: Uint32Array, row: number, seed: number): number {
  let h = Math.imul(0x811c9dc5 ^ seed, 0x9e3779b1) ^ 0x686f6c64;
  for (let at = 4 * row; at < 4 * row + 4; at++) {
    h = Math.imul(h ^ ids[at]!, 0x01000193);
    h ^= h >>> 15;
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Rows sorted by record id, word by word; independent of the order of the rows. */
export function rowsById(ids: Uint32Array): Int32Array {
  const size = ids.length / 4;
  // The id's leading bits and the row packed into 53 bits, so that a plain numeric sort works.
  const range = 2 ** Math.max(21, Math.ceil(Math.log2(size + 1)));
  const spare = Math.log2(range) - 21;
  const prefix = (row: number): number => ids[4 * row]! >>> spare;
  const keys = Float64Array.from({ length: size }, (_, row) => prefix(row) * range + row);
  keys.sort();
  const rows = Int32Array.from(keys, (key) => key % range);
  for (let from = 0; from < size;) {
    let to = from + 1;
    while (to < size && prefix(rows[to]!) === prefix(rows[from]!)) to++;
    if (to - from > 1) rows.subarray(from, to).sort((a, b) => compareIds(ids, a, b));
    from = to;
  }
  return rows;
}

/** Compares the ids of two rows word by word. */
export function compareIds(ids: Uint32Array, a: number, b: number): number {
  for (let i = 0; i < 4; i++) {
    const difference = ids[4 * a + i]! - ids[4 * b + i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
