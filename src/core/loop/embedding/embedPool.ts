import { readsLabels } from '../../embed/blocks.ts';
import { userMessageOf } from '../../errors.ts';
import type { EmbeddingSummary, EmbedParams } from '../../engine/embeddingApi.ts';
import type { Engine } from '../../engine/engineApi.ts';
import type { ViewPublisher } from '../viewPublisher.ts';
import type { Store } from '../../store/store.ts';
import { wasClosed } from '../closedNotices.ts';
import * as notices from '../notices.ts';
import type { Notice } from '../learnerPhase.ts';

/** Brings the embeddings up to date and shows the outcome in the view. */
export async function embedPool(
  engine: Engine,
  params: EmbedParams,
  {
    views,
    store,
  }: {
    readonly views: ViewPublisher;
    readonly store: Pick<Store, 'setting'>;
  },
  signal: AbortSignal,
): Promise<EmbeddingSummary> {
  try {
    const embedding = await engine.embed(params, { signal, onProgress: views.progress });
    views.state.embedding = embedding.name;
    views.state.drawsFrom = embedding.drawsFrom;
    views.state.explains = embedding.explains;
    views.state.readsLabels = embedding.blocks.some(readsLabels);
    const { notices: shown } = views.state;
    const found = noticesOf(embedding, views.state.pool.size).filter(
      (notice) => !wasClosed(store, notice),
    );
    const ended = notices.vectorNotices.filter((id) => shown.delete(id));
    for (const notice of found) shown.set(notice.id, notice);
    if (found.length + ended.length > 0) views.publish();
    return embedding;
  } catch (error) {
    const message = userMessageOf(error);
    if (message !== undefined) views.notice(notices.embeddingFailed(message));
    throw error;
  }
}

function noticesOf(embedding: EmbeddingSummary, size: number): Notice[] {
  const { fellBack, problem, languages = [], cut = [], drawsFrom } = embedding;
  const all = [
    fellBack === undefined ? undefined : notices.fallbackNotice(fellBack, embedding),
    problem === undefined ? undefined : notices.vectorsProblem(problem),
    notices.languageNotice(languages),
    notices.cutNotice(cut),
    drawsFrom === undefined ? undefined : notices.partNotice(drawsFrom, size),
  ];
  return all.filter((notice) => notice !== undefined);
}
