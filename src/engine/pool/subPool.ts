import type { EmbeddingBlock } from '../../core/embed/blocks.ts';
import { bundledModel, lexicalBlock, staticBlock } from '../../core/embed/blocks.ts';
import { seededIdHash } from './seededIdHash.ts';

/**
 * Pool size above which models embed only this many records: labelling a quarter of a pool teaches
 * as much.
 */
export const defaultModelRecords = 200_000;

/** Keeps these hashes independent of those that break ties. */
const fork = 0x5b9d3c71;

/** Whether a block is slow enough to embed only a part of a very large pool. */
export function embedsPartOfPool({ use, source }: EmbeddingBlock): boolean {
  if (source) return 'server' in source;
  return use === bundledModel || (use !== lexicalBlock && use !== staticBlock);
}

/**
 * The rows of a large pool to draw from: those with the smallest seeded hashes of their ids, so
 * that the same pool and seed give the same records in any order.
 * @param idBytes 16 bytes per row
 * @returns `count` rows, ascending; all if the pool has no more
 */
export function subPool(
  idBytes: Uint8Array,
  size: number,
  count: number,
  seed: number,
): Int32Array {
  const hash = seededIdHash(idBytes, seed ^ fork);
  const hashes = Uint32Array.from({ length: size }, (_, row) => hash(row));
  const limit = hashes.toSorted()[Math.min(count, size) - 1] ?? 0;
  let remainingTies = count - hashes.reduce((below, value) => below + Number(value < limit), 0);
  const rows = new Int32Array(Math.min(count, size));
  let at = 0;
  hashes.forEach((value, row) => {
    if (value < limit || (value === limit && remainingTies-- > 0)) rows[at++] = row;
  });
  return rows;
}
