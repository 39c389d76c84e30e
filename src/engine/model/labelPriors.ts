import { UserError } from '../../core/errors.ts';
import type { LabelPrior } from '../../core/heads/labelPrior.ts';
import { matrix, type Matrix } from '../../core/math/matrix.ts';
import type { MatrixOps } from '../../core/math/matrixOps.ts';
import { topLabelApplies } from './labelPredictions.ts';
import type { EmbeddingService } from '../embedding/embeddingService.ts';
import type { Prediction, DescribedLabels, PriorInUse } from '../../core/engine/modelApi.ts';

/** The label prior for fitting heads; undefined if there is none. */
export async function labelPriorOf(
  prior: PriorInUse | undefined,
  embedding: Pick<EmbeddingService, 'labelVectors'>,
  signal?: AbortSignal,
): Promise<LabelPrior | undefined> {
  if (!prior || prior.strength === 0) return undefined;
  const vectors = await embedding.labelVectors(prior.texts, signal);
  return vectors && { vectors, strength: prior.strength };
}

/**
 * Predictions from the labels' words alone: softmax of s·x·Pᵀ, the head without training data.
 * @returns empty if the vectors cannot represent the words or are unavailable
 */
export async function describedPredictions(
  ids: readonly string[],
  { labels, task, ...prior }: DescribedLabels,
  x: () => Promise<Matrix>,
  embedding: Pick<EmbeddingService, 'labelVectors'>,
  ops: MatrixOps,
): Promise<Prediction[]> {
  try {
    const labelPrior = await labelPriorOf(prior, embedding);
    if (!labelPrior) return [];
    const { vectors, strength } = labelPrior;
    const weights = matrix(vectors.cols, vectors.rows);
    for (let j = 0; j < vectors.rows; j++) {
      for (let k = 0; k < vectors.cols; k++) {
        weights.data[k * vectors.rows + j] = strength * vectors.data[j * vectors.cols + k]!;
      }
    }
    const p = await ops.scorePool(await x(), weights, new Float32Array(vectors.rows));
    return ids.map((id, i) => {
      const probabilities = labels
        .map((label, j) => ({ label, p: p.data[i * p.cols + j]! }))
        .sort((a, b) => b.p - a.p);
      return {
        id,
        probabilities: task === 'multi' ? topLabelApplies(probabilities) : probabilities,
        from: 'descriptions',
      };
    });
  } catch (error) {
    // Show the record without a suggestion rather than fail.
    if (error instanceof UserError) return [];
    throw error;
  }
}
