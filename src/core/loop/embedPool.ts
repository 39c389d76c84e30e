import { readsLabels } from '../embed/blocks.ts';
import { sentenceOf } from '../errors.ts';
import type { EmbeddingSummary, EmbedParams } from './embeddingPort.ts';
import type { Engine } from './enginePort.ts';
import type { LearnerViews } from './learnerViews.ts';
import * as notices from './notices.ts';

/**
 * Brings the embeddings up to date and says what came of it.
 */
export async function embedPool(
  engine: Engine,
  params: EmbedParams,
  views: LearnerViews,
  signal: AbortSignal,
): Promise<EmbeddingSummary> {
  try {
    const embedding = await engine.embed(params, { signal, onProgress: views.progress });
    views.state.embedding = embedding.name;
    views.state.explains = embedding.explains;
    views.state.readsLabels = embedding.blocks.some(readsLabels);
    if (embedding.fellBack) views.notice(notices.fallbackNotice(embedding.fellBack, embedding));
    if (embedding.problem !== undefined) views.notice(notices.vectorsProblem(embedding.problem));
    return embedding;
  } catch (error) {
    const message = sentenceOf(error);
    if (message !== undefined) views.notice(notices.embeddingFailed(message));
    throw error;
  }
}
