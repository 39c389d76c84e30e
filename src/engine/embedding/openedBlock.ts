import type { Embedder } from '../../core/embed/embedder.ts';

/** An embedder that is ready to work, and the file that keeps its vectors of a pool. */
export interface OpenedBlock {
  readonly embedder: Embedder;
  readonly file: string;
  /** The number of the pool's first records that it was fitted on, if it was. */
  readonly fittedOn?: number;
  /** What is wrong with some of its vectors, as a sentence. */
  readonly problem?: string;
}
