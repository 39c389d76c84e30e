import type { Acquisitions } from '../core/acquisition/acquisition.ts';
import { UserError } from '../core/errors.ts';
import { matrix } from '../core/math/matrix.ts';
import { message } from '../core/messages/messages.ts';
import { closestChoice } from '../core/nearest.ts';
import { builtInStrategies } from '../core/query/parseStrategy.ts';
import { Rng } from '../core/rng.ts';
import type { RemoteScore } from '../engine/model/remoteScorer.ts';

/**
 * Answers the engine's request for scores of a registered function. The registry checks that it
 * returns one finite number per row and leaves the probabilities unchanged.
 * @throws UserError if no such function is registered, or if it fails.
 */
export function scoreRegistered(
  acquisitions: Acquisitions,
  { name, probabilities, seed }: Parameters<RemoteScore>[0],
): Float32Array {
  const acquisition = acquisitions.has(name) ? acquisitions.get(name) : undefined;
  if (acquisition?.needs !== 'proba') {
    const known = [...new Set([...builtInStrategies, ...acquisitions.names()])];
    throw new UserError(
      message('acquisition.notRegistered', { name, ...closestChoice(name, known), known }),
    );
  }
  const { rows, cols, data } = probabilities;
  try {
    return acquisition.fn(matrix(rows, cols, data as Float32Array<ArrayBuffer>), {
      rng: new Rng(seed),
    });
  } catch (error) {
    if (error instanceof UserError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(message('acquisition.failed', { name, why }));
  }
}
