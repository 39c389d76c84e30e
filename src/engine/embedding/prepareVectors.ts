import { lexicalBlock, type EmbeddingBlock } from '../../core/embed/blocks.ts';
import { isOtherThanEnglish, type LanguageShare } from '../../core/embed/languages.ts';
import { UserError } from '../../core/errors.ts';
import type { EmbedParams, PreparedVectors } from '../../core/engine/embeddingApi.ts';
import type { WorkOptions } from '../../core/engine/engineApi.ts';
import type { PoolService } from '../pool/poolService.ts';
import { embedsPartOfPool } from '../pool/subPool.ts';
import { embedPool, type EmbeddablePool, type PartlyCachedEmbeddings } from './embeddingCache.ts';
import { rowsForModels, rowsToEmbed } from './rowOrder.ts';
import { requestedBlocks } from './openBlock.ts';
import type { OpenedBlock } from './usedBlock.ts';

export interface PrepareSources {
  readonly pool: PoolService;
  readonly source: EmbeddablePool;
  readonly languages: () => Promise<readonly LanguageShare[]>;
  readonly open: (block: EmbeddingBlock) => Promise<OpenedBlock>;
  /** The store that has the given file open for writing, if any. */
  readonly openStore: (file: string) => PartlyCachedEmbeddings | undefined;
  /** Rows of a large pool that models embed, if the embedding sets no number. */
  readonly modelRecords: number | undefined;
}

/**
 * Computes the vectors of the model blocks into their files.
 * @throws UserError if a model cannot be used; CancelledError.
 */
export async function prepareVectors(
  params: EmbedParams,
  { pool, source, languages, open, openStore, modelRecords }: PrepareSources,
  work: WorkOptions,
): Promise<PreparedVectors> {
  const models = requestedBlocks(params).filter(({ use }) => use !== lexicalBlock);
  if (params.checkLanguage && isOtherThanEnglish(await languages())) {
    return { kind: 'otherLanguage' };
  }
  for (const block of models) {
    let opened: OpenedBlock;
    try {
      opened = await open(block);
    } catch (error) {
      if (error instanceof UserError && 'notShipped' in error) return { kind: 'absent' };
      throw error;
    }
    const { embedder, file } = opened;
    try {
      const part = embedsPartOfPool(block) ? rowsForModels(params, pool, modelRecords) : undefined;
      const order = rowsToEmbed(params, pool, part);
      const writableStore = openStore(file);
      if (writableStore) {
        // One writer per file: extend the present partial vectors to all rows.
        await writableStore.embedAll(embedder, { ...(order && { order }), ...work });
        continue;
      }
      // The rows are on disk now; memory is needed only once they are joined.
      const options = { memoryBudget: 0, ...(order && { order }), ...work };
      const reopen = part && { reopen: () => Promise.resolve(embedder) };
      const store = await embedPool({ pool: source, embedder, file, ...options, ...reopen });
      await store.close();
    } finally {
      await embedder.close?.();
    }
  }
  return { kind: 'ready' };
}
