import type { ProjectFile } from '../projectFile/projectFile.ts';
import type { BatchRequest, Planned } from './askQueue.ts';
import type { AskedPick, Engine, TrainingSet } from './enginePort.ts';
import type { StrategyNow } from './strategyNow.ts';

export interface Drawing {
  readonly engine: Engine;
  readonly project: ProjectFile;
  readonly training: () => TrainingSet;
  readonly strategy: StrategyNow;
  /** The round that is current, for the record of why each was asked. */
  readonly round: number;
}

/** The next batch by the strategy of the moment; empty when nothing is left to ask. */
export async function drawBatch(
  { count, exclude, seed }: BatchRequest,
  { engine, project, training, strategy, round }: Drawing,
): Promise<readonly Planned[]> {
  const plan = (pick: AskedPick): Planned => planOf(pick, strategy, round);
  if (strategy.kind === 'start' && strategy.name === 'random') {
    // Chance needs no vectors, so it serves before there are any.
    const ids = await engine.sample({ count, exclude, seed });
    return ids.map((id) => plan({ id, score: 0, reason: { kind: 'random' } }));
  }
  const picks = await engine.query({
    strategy: strategy.name,
    explore: strategy.kind === 'start' ? 0 : project.query.explore,
    count,
    exclude,
    training: training(),
    labels: project.labels.map(({ name }) => name),
    seed,
  });
  return picks.map(plan);
}

/** `explore` picks are told apart from those of the strategy. */
function planOf(
  { id, score, reason, q }: AskedPick,
  strategy: StrategyNow,
  round: number,
): Planned {
  return {
    id,
    ask: {
      kind: reason.kind === 'explore' ? 'explore' : strategy.kind,
      strategy: strategy.describe,
      score,
      reason,
      round,
      ...(q === undefined ? {} : { q }),
    },
  };
}
