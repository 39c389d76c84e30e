import { joinRows, lexicalBlock, type EmbeddingBlock } from '../../core/embed/blocks.ts';
import { throwIfAborted } from '../../core/errors.ts';
import type { Message } from '../../core/messages/message.ts';
import type { Matrix } from '../../core/math/matrix.ts';
import type { OpenedBlock } from '../embedding/usedBlock.ts';

export interface TrialVectors {
  /** One unit-length row per record. */
  readonly vectors: Matrix;
  readonly name: string;
  /** Speed of the slowest model block that reads texts; 0 if there is none. */
  readonly textsPerSecond: number;
  /** Problems with vectors of some records. */
  readonly problems: readonly Message[];
}

/** Texts embedded at a time, so that an abort takes effect. */
const batch = 64;

/**
 * Embeds some records by several blocks, bypassing the cache and the pool's vectors.
 * @param rows of the pool, and their texts
 * @throws UserError if a block is unavailable; CancelledError.
 */
export async function trialVectors(
  blocks: readonly (EmbeddingBlock & { readonly weight: number })[],
  { rows, texts }: { readonly rows: readonly number[]; readonly texts: readonly string[] },
  open: (block: EmbeddingBlock) => Promise<OpenedBlock>,
  signal: AbortSignal | undefined,
): Promise<TrialVectors> {
  const parts = [];
  const names: string[] = [];
  const problems: Message[] = [];
  let textsPerSecond = 0;
  for (const block of blocks) {
    const { embedder, problem } = await open(block);
    if (problem) problems.push(problem);
    try {
      const { dimensions } = embedder;
      const data = new Float32Array(rows.length * dimensions);
      // Warm up first: initialization does not count as embedding time.
      if (!embedder.embedRows) await embedder.embed(texts.slice(0, 4), signal);
      const startedAt = performance.now();
      for (let from = 0; from < rows.length; from += batch) {
        throwIfAborted(signal);
        const vectors = embedder.embedRows
          ? await embedder.embedRows(rows.slice(from, from + batch), signal)
          : await embedder.embed(texts.slice(from, from + batch), signal);
        data.set(vectors, from * dimensions);
      }
      const speed = rows.length / Math.max(1e-3, (performance.now() - startedAt) / 1000);
      const isModel = block.use !== lexicalBlock && !embedder.embedRows;
      if (isModel && (textsPerSecond === 0 || speed < textsPerSecond)) textsPerSecond = speed;
      parts.push({ data, dimensions, weight: block.weight });
      names.push(embedder.name);
    } finally {
      await embedder.close?.();
    }
  }
  const data = parts.length === 1 ? parts[0]!.data : joinRows(parts, rows.length);
  const width = parts.reduce((sum, { dimensions }) => sum + dimensions, 0);
  const vectors = { rows: rows.length, cols: width, data };
  return { vectors, name: names.join(' + '), textsPerSecond, problems };
}
