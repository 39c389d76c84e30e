import { builtInAcquisitions } from '../../acquisition/registry.ts';
import { matrix } from '../../math/matrix.ts';
import { Rng } from '../../rng.ts';
import type { Prediction } from '../../engine/modelApi.ts';

/** They are no measure of how unsure the head is of a record. */
const noMeasures = ['random', 'exploit'];

/** How much a record is worth asking by the strategy's own score where one head's probabilities give it, else by the margin. */
export function currentScore(
  strategy: string,
  { probabilities }: Prediction,
): { readonly acquisition: string; readonly value: number } | undefined {
  if (probabilities.length < 2) return undefined;
  const named =
    builtInAcquisitions.has(strategy) && !noMeasures.includes(strategy) ? strategy : 'margin';
  const acquisition = builtInAcquisitions.get(named);
  if (acquisition.needs !== 'proba') return currentScore('margin', { id: '', probabilities });
  const p = matrix(
    1,
    probabilities.length,
    Float32Array.from(probabilities, (one) => one.p),
  );
  return { acquisition: named, value: acquisition.fn(p, { rng: new Rng(0) })[0]! };
}
