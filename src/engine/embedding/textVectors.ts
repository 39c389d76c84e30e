import {
  joinRows,
  labelRows,
  readsLabels,
  type BlockRows,
  type LabelBlock,
} from '../../core/embed/blocks.ts';
import { matrix, type Matrix } from '../../core/math/matrix.ts';
import type { EmbeddingStore } from './embeddingCache.ts';
import { repeatedUnitRow } from './joinedEmbeddings.ts';
import { embedBy, type OpenedBlock, type UsedBlock } from './usedBlock.ts';

/** Reopens a block of the present embedding. */
export type Reopen = (block: UsedBlock) => Promise<OpenedBlock>;

/** Whether `variantVectors` is useful: some block is not a model and embeds many texts cheaply. */
export function embedsVariants(blocks: readonly UsedBlock[]): boolean {
  return blocks.some(({ embedder, weight }) => embedder && (weight > 0 || blocks.length === 1));
}

/**
 * Embeds variants of a record's text as the pool was embedded, but keeps the record's own values
 * for the model blocks: a model is too slow to run for every word of a text.
 * @param row of the record in the pool
 * @returns texts.length × dimensions values
 */
export async function variantVectors(
  blocks: readonly UsedBlock[],
  embeddings: EmbeddingStore,
  row: number,
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const { data: recordVector } = await embeddings.take([row]);
  let offset = 0;
  const parts = [];
  for (const { embedder, dimensions, weight } of blocks) {
    const part = recordVector.subarray(offset, offset + dimensions);
    offset += dimensions;
    const data = embedder
      ? await embedder.embed(texts, signal)
      : repeatedUnitRow(part, texts.length);
    parts.push({ data, dimensions, weight });
  }
  return parts.length === 1 ? parts[0]!.data : joinRows(parts, texts.length);
}

/** @returns texts.length × dimensions values, embedded as the pool was */
export async function textVectors(
  blocks: readonly UsedBlock[],
  texts: readonly string[],
  reopen: Reopen,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const parts = await embedByEach(blocks, texts, () => true, reopen, signal);
  const [first] = parts;
  return parts.length === 1 ? first!.data! : joinRows(parts as BlockRows[], texts.length);
}

/**
 * Label vectors from the blocks that read sentences; see `labelRows`.
 * @param texts one per label
 * @returns labels × dimensions
 */
export async function labelVectors(
  blocks: readonly UsedBlock[],
  texts: readonly string[],
  reopen: Reopen,
  signal: AbortSignal | undefined,
): Promise<Matrix> {
  const parts = await embedByEach(blocks, texts, readsLabels, reopen, signal);
  const width = parts.reduce((sum, { dimensions }) => sum + dimensions, 0);
  return matrix(texts.length, width, labelRows(parts, texts.length));
}

/** Embeds texts by each block that `reads` selects; the others get no data. */
async function embedByEach(
  blocks: readonly UsedBlock[],
  texts: readonly string[],
  reads: (block: UsedBlock) => boolean,
  reopen: Reopen,
  signal: AbortSignal | undefined,
): Promise<LabelBlock[]> {
  const parts: LabelBlock[] = [];
  for (const block of blocks) {
    const { dimensions, weight } = block;
    const data = reads(block) && (await embedBy(block, texts, reopen, signal));
    parts.push({ ...(data && { data }), dimensions, weight });
  }
  return parts;
}
