import { isLabelled } from '../../store/isAnswered.ts';
import { writtenStrategy } from '../../store/strategyText.ts';
import { labelNames } from '../../labels.ts';
import type { Message } from '../../messages/message.ts';
import { userMessageOf } from '../../errors.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { Store } from '../../store/store.ts';
import { digestOf, type DrawLog } from '../training/drawLog.ts';
import { leavesRecordsOut } from '../journal/vectorChanges.ts';
import type { CurrentStrategy } from './currentStrategy.ts';
import type { BatchRequest, PlannedRecord } from './planned.ts';
import type { AnswerTiming, AskedPick, QueryParams, TrainingSet } from '../../engine/modelApi.ts';
import type { Engine } from '../../engine/engineApi.ts';

export interface DrawContext {
  readonly engine: Engine;
  readonly store: Store;
  readonly log: DrawLog;
  readonly project: ProjectFile;
  readonly training: () => TrainingSet;
  readonly strategy: CurrentStrategy;
  /** Of the last fit, as the engine numbers them; undefined before there is one. */
  readonly head: number | undefined;
  /** Journal position of the event that names the present vectors. */
  readonly vectors: number | undefined;
  /** The round that is current, for the record of why each was asked. */
  readonly round: number;
  /** The pool is still being indexed: the same draw later would be from other records. */
  readonly indexing: boolean;
  /** Called with why records are drawn at random instead of by the strategy, and with `undefined` when that is over. */
  readonly onStrategyFailed: (why: Message | undefined) => void;
}

/**
 * The next batch by the strategy of the moment, written down so that it can be drawn again; empty
 * when nothing is left to ask. A strategy that fails is reported, and records are drawn at random: the
 * annotator goes on.
 */
export async function drawBatch(
  request: BatchRequest,
  drawing: DrawContext,
  signal?: AbortSignal,
): Promise<readonly PlannedRecord[]> {
  const {
    engine,
    store,
    log,
    project,
    strategy,
    vectors,
    indexing,
    onStrategyFailed: onStrategyFailed,
  } = drawing;
  const at = store.lastSeq();
  const { count, exclude, seed, ahead } = request;
  const entry = { at, ahead, count, seed, labels: labelNames(project.labels) };
  const { settings, kind } = strategy;
  const by = vectors === undefined ? {} : { vectors };
  const isPart = leavesRecordsOut(store, vectors);
  if (kind === 'query' || settings.strategy !== 'random' || settings.seeds) {
    try {
      const picks = await engine.query(queryParams(request, drawing), signal ? { signal } : {});
      await log.drew({ ...entry, ...by, settings, picks: digestOf(picks.map(({ id }) => id)) });
      onStrategyFailed(undefined);
      // A record without vectors had no chance: how likely a pick was says nothing of the pool then.
      return picks.map(({ q, ...pick }) =>
        planOf({ ...pick, ...(q !== undefined && !isPart && { q }) }, drawing),
      );
    } catch (error) {
      const why = userMessageOf(error);
      if (why === undefined) throw error;
      onStrategyFailed(why);
    }
  }
  // Drawing at random needs no vectors.
  const ids = await engine.sample({ count, exclude, seed });
  await log.drew({ ...entry, picks: digestOf(ids), ...(indexing ? { given: ids } : {}) });
  const byChance = { ...strategy, query: { strategy: 'random' } };
  return ids.map((id) =>
    planOf({ id, score: 0, reason: { kind: 'random' } }, { ...drawing, strategy: byChance }),
  );
}

function queryParams(
  { count, exclude, seed }: BatchRequest,
  { project, store, strategy, training, head }: DrawContext,
): QueryParams {
  const { settings } = strategy;
  return {
    settings,
    count,
    exclude,
    training: training(),
    labels: labelNames(project.labels),
    seed,
    ...(head === undefined ? {} : { head }),
    ...(settings.cost ? { timings: timingsOf(store.answers()) } : {}),
  };
}

/** How long each answer took, in the order in which they were given. */
export function timingsOf(answers: ReturnType<Store['answers']>): AnswerTiming[] {
  return answers.flatMap((answer) => {
    const { recordId: id, elapsedMs } = answer;
    return isLabelled(answer) && elapsedMs !== undefined ? [{ id, elapsedMs }] : [];
  });
}

/** `explore` picks are marked as such. */
function planOf(
  { id, score, reason, q }: AskedPick,
  { strategy, round }: Pick<DrawContext, 'strategy' | 'round'>,
): PlannedRecord {
  return {
    id,
    ask: {
      kind: reason.kind === 'explore' ? 'explore' : strategy.kind,
      strategy: writtenStrategy(strategy.query, strategy.kind),
      query: strategy.query,
      score,
      reason,
      round,
      ...(q === undefined ? {} : { q }),
    },
  };
}
