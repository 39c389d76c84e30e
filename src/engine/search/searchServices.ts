import type { PoolPredictions } from '../model/poolPredictions.ts';
import type { EmbeddingService } from '../embedding/embeddingService.ts';
import type { TextSimilarity } from '../embedding/textSimilarity.ts';
import type { PoolService } from '../pool/poolService.ts';

export interface SearchServices {
  readonly pool: PoolService;
  readonly embedding: EmbeddingService;
  readonly similarity: TextSimilarity;
  /** The present head's predictions; undefined before there is one for that label set. */
  readonly predictions: (labels: readonly string[]) => PoolPredictions | undefined;
}
