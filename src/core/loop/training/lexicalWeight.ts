import { blocksOf, type EmbeddingSetting } from '../../embed/blocks.ts';
import { openLexical } from '../../embed/lexicalShare.ts';
import { candidateWeights } from '../../heads/chooseWeight.ts';
import type { VectorsEvent } from '../../store/events.ts';
import type { Store } from '../../store/store.ts';
import { defaultsInEffect } from '../journal/defaultsInEffect.ts';
import { lastChoice } from './lastChoice.ts';
import { haveBlocksOf, latestVectors } from '../journal/vectorChanges.ts';

type VectorsStore = Pick<Store, 'setting' | 'labelChanges' | 'vectorChanges'>;

/**
 * Index of the lexical block whose weight cross-validation chooses; −1 if the project file gives the weight,
 * if there is no sentence model, or under the first set of defaults, whose projects stay as they are.
 */
function openPlace(store: VectorsStore, embedding: EmbeddingSetting): number {
  return defaultsInEffect(store) === 1 ? -1 : openLexical(blocksOf(embedding));
}

/** Whether cross-validation chooses a weight of these vectors. */
export function weighs(
  store: VectorsStore,
  embedding: EmbeddingSetting,
  vectors: VectorsEvent,
): boolean {
  return openPlace(store, embedding) >= 0 && haveBlocksOf(vectors, embedding);
}

/**
 * The embedding with the last chosen weight: from the settings, which are written before the vectors change;
 * if a project has only its journal, from the latest vectors.
 */
export function atChosenWeight(store: VectorsStore, embedding: EmbeddingSetting): EmbeddingSetting {
  const place = openPlace(store, embedding);
  if (place < 0) return embedding;
  const weight = lastChoice(store)?.weight ?? weightBefore(store, embedding);
  if (weight === undefined) return embedding;
  return blocksOf(embedding).map((block, i) => (i === place ? { ...block, weight } : block));
}

function weightBefore(store: VectorsStore, embedding: EmbeddingSetting): number | undefined {
  const vectors = latestVectors(store);
  if (!vectors || !haveBlocksOf(vectors, embedding)) return undefined;
  const { use } = blocksOf(embedding)[openPlace(store, embedding)]!;
  const { weight } = vectors.blocks.find((block) => block.use === use)!;
  return candidateWeights.includes(weight) ? weight : undefined;
}
