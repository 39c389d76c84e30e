import type { PoolPredictions } from './poolPredictions.ts';
import type { EmbeddingRoom } from './embeddingRoom.ts';
import type { Likeness } from './likeness.ts';
import type { PoolRoom } from './poolRoom.ts';

export interface SearchRooms {
  readonly pool: PoolRoom;
  readonly embedding: EmbeddingRoom;
  readonly likeness: Likeness;
  /** The present head, with what it believes; undefined before there is one for that label set. */
  readonly beliefs: (labels: readonly string[]) => PoolPredictions | undefined;
}
