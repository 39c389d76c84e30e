import type { Message } from '../../core/messages/message.ts';
import { message } from '../../core/messages/messages.ts';
import { blocksOf, lexicalBlock, weighed, type EmbeddingBlock } from '../../core/embed/blocks.ts';
import { UserError } from '../../core/errors.ts';
import {
  offersOf,
  type EmbeddingSummary,
  type EmbedParams,
} from '../../core/engine/embeddingApi.ts';
import type { WorkOptions } from '../../core/engine/engineApi.ts';
import {
  embedPool,
  PartlyCachedEmbeddings,
  type EmbeddablePool,
  type EmbeddingStore,
  type EmbedPoolOptions,
} from './embeddingCache.ts';
import { joinEmbeddings } from './joinedEmbeddings.ts';
import type { OpenedBlock, UsedBlock } from './usedBlock.ts';

export interface EmbedBlocksSources {
  readonly source: EmbeddablePool;
  readonly open: (block: EmbeddingBlock) => Promise<OpenedBlock>;
  /** Which rows of a large pool a block embeds, and how to reopen it for the rest. */
  readonly partOptions: (block: EmbeddingBlock) => Pick<EmbedPoolOptions, 'order' | 'reopen'>;
  /** Called with the store of each block that embeds the remaining rows on demand. */
  readonly onPartlyCached: (file: string, store: PartlyCachedEmbeddings) => void;
}

export interface EmbeddedBlocks {
  /** Closes the files of all blocks. */
  readonly store: EmbeddingStore;
  readonly blocks: readonly UsedBlock[];
  readonly fallback: Fallback;
  /** Problems with some of the vectors, one sentence per block. */
  readonly problems: readonly Message[];
}

/**
 * Embeds the pool by each block and joins the vectors. Skips blocks that are unavailable; if none
 * remains, uses the lexical embedder.
 * @throws UserError if the lexical embedder fails or, with `exactly`, any other; CancelledError.
 * Both close the files.
 */
export async function embedBlocks(
  requested: readonly EmbeddingBlock[],
  params: EmbedParams,
  sources: EmbedBlocksSources,
  work: WorkOptions,
): Promise<EmbeddedBlocks> {
  const { open, partOptions } = sources;
  const blocks: UsedBlock[] = [];
  const stores: EmbeddingStore[] = [];
  const problems: Message[] = [];
  let fallback: Fallback = {};
  try {
    for (const block of weighed(requested)) {
      try {
        const opened = await open(block);
        const options = { ...work, ...partOptions(block) };
        blocks.push({ ...block, ...(await embedBlock(opened, sources, options, stores)) });
        if (opened.problem !== undefined) problems.push(opened.problem);
      } catch (error) {
        if (!(error instanceof UserError) || block.use === lexicalBlock) throw error;
        const blockFallback = fallbackOf(error, params);
        if (params.exactly && blockFallback.fellBack) throw error;
        fallback = { ...fallback, ...blockFallback };
      }
    }
    if (blocks.length === 0) {
      const lexical = { use: lexicalBlock, weight: 1 };
      const opened = await open(lexical);
      blocks.push({ ...lexical, ...(await embedBlock(opened, sources, work, stores)) });
    }
    const store = await joinEmbeddings(
      stores.map((blockStore, i) => ({ store: blockStore, weight: blocks[i]!.weight })),
    );
    return { store, blocks, fallback, problems };
  } catch (error) {
    await Promise.all(stores.map((store) => store.close()));
    throw error;
  }
}

async function embedBlock(
  { embedder, file, fittedOn }: OpenedBlock,
  { source: pool, onPartlyCached }: EmbedBlocksSources,
  work: Omit<EmbedPoolOptions, 'pool' | 'embedder' | 'file'>,
  stores: EmbeddingStore[],
): Promise<Omit<UsedBlock, keyof EmbeddingBlock>> {
  const { name, fingerprint, dimensions, maxTokens } = embedder;
  try {
    const store = await embedPool({ pool, embedder, file, ...work });
    stores.push(store);
    if (store instanceof PartlyCachedEmbeddings) onPartlyCached(file, store);
    const reusable = embedder.close ? undefined : embedder;
    const fitted = fittedOn === undefined ? {} : { fittedOn };
    return { name, fingerprint, dimensions, maxTokens, embedder: reusable, ...fitted };
  } finally {
    await embedder.close?.();
  }
}

/** Why the vectors differ from the requested ones, and possible remedies. */
type Fallback = Pick<
  EmbeddingSummary,
  'fellBack' | 'offerDownload' | 'offerAgain' | 'offerServer' | 'offerKey'
>;

/** @param error of an unavailable block */
function fallbackOf(
  error: UserError,
  { embedding, allowDownload }: Pick<EmbedParams, 'embedding' | 'allowDownload'>,
): Fallback {
  // With `auto` the user did not choose the incomplete model, so there is nothing to report.
  if (embedding === 'auto' && !allowDownload) return {};
  return {
    fellBack: message('vectors.fellBack', {
      why: error.problem,
      serves: blocksOf(embedding).length > 1 ? 'blocks' : 'lexical',
    }),
    ...offersOf(error),
  };
}
