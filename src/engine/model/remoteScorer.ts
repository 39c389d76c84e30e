import { message } from '../../core/messages/messages.ts';
import { UserError } from '../../core/errors.ts';
import { probabilitiesOf } from '../../core/query/queryState.ts';
import type { Scorer } from '../../core/query/scorer.ts';
import type { ScoreParams } from '../../protocol/engineProcess.ts';

/** Has the host score by a function registered there. */
export type RemoteScore = (params: ScoreParams) => Promise<Float32Array>;

/**
 * An acquisition function registered by another extension. The function stays in the extension host
 * and is called once per batch; the probabilities are sent as one typed array.
 */
export function remoteScorer(name: string, score: RemoteScore): Scorer {
  return {
    name,
    async score(state) {
      const p = await probabilitiesOf(state, name);
      const { rows, cols, data } = p;
      const seed = state.rng.fork(name).uint32();
      const scores = await score({ name, probabilities: { rows, cols, data }, seed });
      // The host has checked the scores; check the shape again after the process boundary.
      if (!(scores instanceof Float32Array) || scores.length !== rows) {
        throw new UserError(message('acquisition.wrongScores', { name, rows }));
      }
      return { scores, reason: (i) => ({ kind: name, value: scores[i]! }) };
    },
  };
}
