import type { EmbeddingSetting } from '../embed/blocks.ts';
import type { Estimate } from '../metrics/estimate.ts';
import type { EmbedParams } from './embeddingApi.ts';
import type { TrainingSet } from '../loop/training/trainingSet.ts';

export interface TrialParams {
  /** The first is the one that the others are compared with. */
  readonly embeddings: readonly EmbeddingSetting[];
  readonly embed: Omit<EmbedParams, 'embedding'>;
  /** Empty where only the speed is asked for. */
  readonly training: TrainingSet;
  readonly labels: readonly string[];
  readonly classWeight: 'balanced' | 'none';
  readonly seed: number;
}

/** An embedding as it does on records that are answered already. */
export interface EmbeddingTrial {
  /** For people; empty where it could not be had. */
  readonly name: string;
  readonly dimensions: number;
  /** Texts of this pool that its slowest block makes vectors of in a second, here and now; 0 where none is made. */
  readonly textsPerSecond: number;
  /** Cross-validated accuracy on the training labels, minus that of the first. */
  readonly difference?: Estimate;
  /** Why it could not be had, as a sentence. */
  readonly trouble?: string;
}

export interface TrialOutcome {
  /** Parallel to `embeddings`. */
  readonly trials: readonly EmbeddingTrial[];
  /** Training records that they were compared on. */
  readonly records: number;
}

export interface TrialQuestions {
  /** Embeds training records, or a few others, by each of several embeddings; the pool's vectors stay as they are. */
  tryEmbeddings(params: TrialParams): Promise<TrialOutcome>;
}
