/**
 * A seeded hash of each record's id, by pool row, to break ties between scores. Ties can be as many
 * as records, so it reads the id's 16 bytes directly and builds no string. FNV-1a over the four
 * words with a final avalanche.
 * @param idBytes 16 bytes per row, aligned to 4
 */
export function seededIdHash(idBytes: Uint8Array, seed: number): (row: number) => number {
  const words = new Uint32Array(idBytes.buffer, idBytes.byteOffset, idBytes.length / 4);
  const start = (0x811c9dc5 ^ seed) | 0;
  return (row) => {
    let h = start;
    for (let at = 4 * row; at < 4 * row + 4; at++) h = Math.imul(h ^ words[at]!, 0x01000193);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
  };
}
