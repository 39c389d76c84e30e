import { blocksOf, type EmbeddingSetting } from '../../embed/blocks.ts';
import type { VectorsEvent } from '../../store/events.ts';
import type { Store } from '../../store/store.ts';
import type { EmbedParams } from '../../engine/embeddingApi.ts';

/** The latest vector change; undefined before there are any. */
export function latestVectors(store: Pick<Store, 'vectorChanges'>): VectorsEvent | undefined {
  return store.vectorChanges().at(-1);
}

/** Whether the vectors include all blocks of an embedding, whatever their weights. */
export function haveBlocksOf(
  vectors: VectorsEvent | undefined,
  embedding: EmbeddingSetting,
): boolean {
  const names = new Set(vectors?.blocks.map(({ use }) => use));
  return blocksOf(embedding).every(({ use }) => names.has(use));
}

/** Whether all records have vectors of all blocks of an embedding, and queries draw from all of them. */
export function haveAllOf(vectors: VectorsEvent | undefined, embedding: EmbeddingSetting): boolean {
  return haveBlocksOf(vectors, embedding) && vectors?.drawsFrom === undefined;
}

/** Whether draws with the vectors of this journal position leave records out. */
export function leavesRecordsOut(
  store: Pick<Store, 'vectorChanges'>,
  position: number | undefined,
): boolean {
  const change = store.vectorChanges().findLast(({ seq }) => seq === position);
  return change?.drawsFrom !== undefined;
}

/** Parameters that reuse the lexical block of these vectors while the pool stays about the same. */
export function previousLexicalOf(
  vectors: VectorsEvent | undefined,
): Pick<EmbedParams, 'previousLexical'> {
  const fitted = vectors?.blocks.find(({ fittedOn }) => fittedOn !== undefined);
  if (fitted?.fittedOn === undefined) return {};
  const { fingerprint, fittedOn } = fitted;
  return { previousLexical: { fingerprint, fittedOn } };
}

/** The parameters that reproduce exactly these vectors, however much the pool has grown. */
export function paramsReproducing({
  blocks,
  drawsFrom,
}: VectorsEvent): Pick<EmbedParams, 'embedding' | 'previousLexical' | 'modelRecords'> {
  const embedding = blocks.map(({ fingerprint: _, fittedOn: __, ...block }) => block);
  const { previousLexical: before } = previousLexicalOf({ blocks } as VectorsEvent);
  const again = { embedding, modelRecords: drawsFrom ?? ('all' as const) };
  return { ...again, ...(before && { previousLexical: { ...before, always: true } }) };
}

/**
 * The journal position, not counting vector changes. A vector change alters only what is drawn next, no other
 * random choice.
 */
export function positionOfAnswers(store: Pick<Store, 'lastSeq' | 'vectorChanges'>): number {
  return store.lastSeq() - store.vectorChanges().length;
}

/** Whether only the vectors changed since a journal position. */
export function onlyVectorsSince(
  store: Pick<Store, 'lastSeq' | 'vectorChanges'>,
  seq: number,
): boolean {
  const changes = store.vectorChanges().filter((change) => change.seq > seq);
  return store.lastSeq() - seq === changes.length;
}
