import {
  joinRows,
  labelRows,
  readsLabels,
  type BlockRows,
  type LabelBlock,
} from '../../core/embed/blocks.ts';
import { matrix, type Matrix } from '../../core/math/matrix.ts';
import type { EmbeddingStore } from './embeddingCache.ts';
import { repeatedRow } from './joinedEmbeddings.ts';
import { embedBy, type OpenedBlock, type UsedBlock } from './usedBlock.ts';

/** Opens a block of the present embedding again. */
export type Reopen = (block: UsedBlock) => Promise<OpenedBlock>;

/** Whether `variantVectors` has an answer: some block is not a model, so that many texts take no time. */
export function embedsVariants(blocks: readonly UsedBlock[]): boolean {
  return blocks.some(({ embedder, weight }) => embedder && (weight > 0 || blocks.length === 1));
}

/**
 * Variants of a record's text, embedded as the pool was, but with the models' parts of the vectors as they
 * are for the record itself: a model is too slow for every word of a text.
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
  const { data: own } = await embeddings.take([row]);
  let offset = 0;
  const parts = [];
  for (const { embedder, dimensions, weight } of blocks) {
    const part = own.subarray(offset, offset + dimensions);
    offset += dimensions;
    const data = embedder ? await embedder.embed(texts, signal) : repeatedRow(part, texts.length);
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
 * Labels by the blocks that read sentences; see `labelRows`.
 * @param texts one a label
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

/** Texts by each block, without data of those that are not to read them. */
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
