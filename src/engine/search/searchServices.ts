import type { PoolPredictions } from '../model/poolPredictions.ts';
import type { EmbeddingRoom } from '../embedding/embeddingService.ts';
import type { Likeness } from './textSimilarity.ts';
import type { PoolRoom } from '../pool/poolService.ts';

export interface SearchRooms {
  readonly pool: PoolRoom;
  readonly embedding: EmbeddingRoom;
  readonly likeness: Likeness;
  /** The present head, with what it believes; undefined before there is one for that label set. */
  readonly beliefs: (labels: readonly string[]) => PoolPredictions | undefined;
}
