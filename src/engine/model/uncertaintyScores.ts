import { scoreProbabilities } from '../../core/acquisition/inBlocks.ts';
import { builtInAcquisitions } from '../../core/acquisition/registry.ts';
import { thresholdMargin } from '../../core/acquisition/multiLabelUncertainty.ts';
import { indicators } from '../../core/heads/indicators.ts';
import { OneVsRestHead } from '../../core/heads/oneVsRestHead.ts';
import type { Matrix } from '../../core/math/matrix.ts';
import { Rng } from '../../core/rng.ts';
import { cooperativeYield } from '../yieldingOps.ts';
import type { PoolPredictions } from './poolPredictions.ts';

/**
 * An acquisition function's scores of the given rows; empty if it needs sampled heads. Multi-label
 * heads always use `threshold-margin`, the only one in [0, 1] that scores each record
 * independently.
 */
export async function uncertaintyScores(
  acquisition: string,
  predictions: PoolPredictions,
  rows: Int32Array,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const { head } = predictions;
  const context = { rng: new Rng(0) };
  if (head instanceof OneVsRestHead) {
    const { thresholds = new Float32Array(head.classes) } = head;
    const answered = indicators(0, head.classes);
    const scores = new Float32Array(rows.length);
    let from = 0;
    const score = (probabilities: Matrix): void => {
      scores.set(thresholdMargin({ probabilities, thresholds, answered }, context), from);
      from += probabilities.rows;
    };
    await predictions.visit(rows, score, signal);
    return scores;
  }
  const acquisitionFunction = builtInAcquisitions.get(acquisition);
  if (acquisitionFunction.needs !== 'proba') return new Float32Array();
  const p = await predictions.probabilities(rows, signal);
  return scoreProbabilities(acquisitionFunction, p, context, cooperativeYield(signal));
}
