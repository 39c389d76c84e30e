import type { LabelPrior } from '../core/heads/labelPrior.ts';
import type { PriorInUse } from '../core/loop/enginePort.ts';
import type { EmbeddingRoom } from './embeddingRoom.ts';

/** A label prior as heads are fitted under it; undefined where there is none. */
export async function labelPriorOf(
  prior: PriorInUse | undefined,
  embedding: Pick<EmbeddingRoom, 'labelVectors'>,
  signal?: AbortSignal,
): Promise<LabelPrior | undefined> {
  if (!prior || prior.strength === 0) return undefined;
  const vectors = await embedding.labelVectors(prior.texts, signal);
  return vectors && { vectors, strength: prior.strength };
}
