import type { MatrixOps } from '../../core/math/matrixOps.ts';
import type { EmbeddingService } from '../embedding/embeddingService.ts';
import type { PoolService } from '../pool/poolService.ts';

/** Services for fitting heads beside the present one. */
export interface EvaluationServices {
  readonly pool: PoolService;
  readonly embedding: EmbeddingService;
  readonly ops: MatrixOps;
}
