import { builtInAcquisitions } from '../../acquisition/registry.ts';
import { calibrated } from '../../heads/temperature.ts';
import { matrix } from '../../math/matrix.ts';
import { Rng } from '../../rng.ts';
import type { Prediction } from '../../engine/modelApi.ts';

/** Acquisition functions that do not measure the head's uncertainty. */
const noMeasures = ['random', 'exploit'];

/**
 * The acquisition score of one record: the strategy's own function if a single head's probabilities suffice,
 * else the margin. As in the strategy, computed from uncalibrated probabilities.
 */
export function currentScore(
  strategy: string,
  { probabilities, temperature = 1 }: Prediction,
): { readonly acquisition: string; readonly value: number } | undefined {
  if (probabilities.length < 2) return undefined;
  const named =
    builtInAcquisitions.has(strategy) && !noMeasures.includes(strategy) ? strategy : 'margin';
  const acquisition = builtInAcquisitions.get(named);
  if (acquisition.needs !== 'proba') {
    return currentScore('margin', { id: '', probabilities, temperature });
  }
  const shown = matrix(
    1,
    probabilities.length,
    Float32Array.from(probabilities, (labelProbability) => labelProbability.p),
  );
  const isMultiLabel = probabilities.some(({ applies }) => applies !== undefined);
  const p = calibrated(shown, 1 / temperature, isMultiLabel);
  return { acquisition: named, value: acquisition.fn(p, { rng: new Rng(0) })[0]! };
}
