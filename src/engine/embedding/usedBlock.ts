import type { Message } from '../../core/messages/message.ts';
import { message } from '../../core/messages/messages.ts';
import { joinedFingerprint, weighted } from '../../core/embed/blocks.ts';
import type { Embedder } from '../../core/embed/embedder.ts';
import { UserError } from '../../core/errors.ts';
import type { EmbeddingSummary } from '../../core/engine/embeddingApi.ts';
import type { VectorBlock } from '../../core/store/events.ts';

/** A block whose vectors are available. */
export interface UsedBlock extends VectorBlock {
  readonly name: string;
  readonly dimensions: number;
  readonly maxTokens: number | undefined;
  /** Embeds further texts; undefined for a model, which is reloaded when needed. */
  readonly embedder: Embedder | undefined;
}

/**
 * Embeds texts by a block of the present embedding; reopens a model.
 * @returns texts.length × dimensions values
 * @throws UserError if a model is missing; CancelledError.
 */
export async function embedBy(
  block: UsedBlock,
  texts: readonly string[],
  open: (block: UsedBlock) => Promise<OpenedBlock>,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const { fingerprint, embedder: ready } = block;
  if (ready) return ready.embed(texts, signal);
  // The user's own vectors belong to records and cannot embed other texts.
  if (block.source && !('server' in block.source)) {
    return new Float32Array(texts.length * block.dimensions);
  }
  const { embedder } = await open(block);
  try {
    if (embedder.fingerprint !== fingerprint) {
      throw new UserError(message('vectors.modelGone', {}));
    }
    return await embedder.embed(texts, signal);
  } finally {
    await embedder.close?.();
  }
}

/** Summary of an embedding made of these blocks. */
export function summaryOf(
  blocks: readonly UsedBlock[],
): Pick<EmbeddingSummary, 'name' | 'fingerprint' | 'dimensions' | 'blocks'> {
  const showWeights = blocks.length > 1;
  return {
    name: blocks
      .map((block) =>
        weighted(`${block.name} (${block.dimensions})`, showWeights ? block.weight : 1),
      )
      .join(' + '),
    fingerprint: joinedFingerprint(blocks),
    dimensions: blocks.reduce((sum, { dimensions }) => sum + dimensions, 0),
    blocks: blocks.map(
      ({ name: _, dimensions: __, embedder: ___, maxTokens: ____, ...block }) => block,
    ),
  };
}

/** An embedder ready to use, and the cache file of its vectors. */
export interface OpenedBlock {
  readonly embedder: Embedder;
  readonly file: string;
  /** The number of leading pool records it was fitted on, if it was. */
  readonly fittedOn?: number;
  /** Problem with some of its vectors, as a sentence. */
  readonly problem?: Message;
}
