import type { EmbeddingBlock } from '../../core/embed/blocks.ts';
import { bundledModel, lexicalBlock, staticBlock } from '../../core/embed/blocks.ts';
import { seededIdHash } from './seededIdHash.ts';

/** Records above which models embed a part of a pool: a quarter of a pool teaches as much. */
export const standardModelRecords = 200_000;

/** Told apart from the hashes that decide among equal scores. */
const fork = 0x5b9d3c71;

/** Whether a block embeds so slowly that it takes a part of a very large pool. */
export function takesPart({ use, source }: EmbeddingBlock): boolean {
  if (source) return 'server' in source;
  return use === bundledModel || (use !== lexicalBlock && use !== staticBlock);
}

/**
 * The rows of a large pool from which is drawn: those with the smallest seeded hashes of their ids, so that the
 * same pool and seed give the same records in whatever order they lie.
 * @param idBytes 16 bytes a row
 * @returns `count` rows, ascending; all where the pool has no more
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
  let equals = count - hashes.reduce((below, value) => below + Number(value < limit), 0);
  const rows = new Int32Array(Math.min(count, size));
  let at = 0;
  hashes.forEach((value, row) => {
    if (value < limit || (value === limit && equals-- > 0)) rows[at++] = row;
  });
  return rows;
}
