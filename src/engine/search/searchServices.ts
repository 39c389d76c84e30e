import type { PoolPredictions } from '../model/poolPredictions.ts';
import type { EmbeddingService } from '../embedding/embeddingService.ts';
import type { TextSimilarity } from './textSimilarity.ts';
import type { PoolService } from '../pool/poolService.ts';

export interface SearchServices {
  readonly pool: PoolService;
  readonly embedding: EmbeddingService;
  readonly likeness: TextSimilarity;
  /** The present head, with what it believes; undefined before there is one for that label set. */
  readonly beliefs: (labels: readonly string[]) => PoolPredictions | undefined;
}
