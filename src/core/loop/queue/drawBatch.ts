import { isLabelled } from '../../store/isAnswered.ts';
import { writtenStrategy } from '../../store/strategyText.ts';
import { labelNames } from '../../labels.ts';
import type { Message } from '../../messages/message.ts';
import { userMessageOf } from '../../errors.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import { digestOf, type DrawLog } from '../training/drawLog.ts';
import type { KnownAnswers } from '../journal/knownAnswers.ts';
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
  readonly answers: Pick<KnownAnswers, 'inOrder'>;
  readonly strategy: CurrentStrategy;
  /** The engine's number of the last fitted head; undefined before there is one. */
  readonly head: number | undefined;
  /** Journal position of the current vectors' event. */
  readonly vectors: number | undefined;
  /** The current round, stored with the reason for asking. */
  readonly round: number;
  /** Whether the pool is still being indexed: a later repeat of the draw would see other records. */
  readonly indexing: boolean;
  /**
   * Called with the reason why records are drawn at random instead of by the strategy, and with `undefined`
   * when the strategy works again.
   */
  readonly onStrategyFailed: (why: Message | undefined) => void;
}

/**
 * The next batch by the current strategy, logged so that it can be replayed; empty if nothing is left to ask.
 * A failing strategy is reported and replaced by random draws, so that labelling can continue.
 */
export async function drawBatch(
  request: BatchRequest,
  drawing: DrawContext,
  signal?: AbortSignal,
): Promise<readonly PlannedRecord[]> {
  const { engine, store, log, project, strategy, vectors, indexing, onStrategyFailed } = drawing;
  const at = store.lastSeq();
  const { count, exclude, seed, ahead } = request;
  const entry = { at, ahead, count, seed, labels: labelNames(project.labels) };
  const { settings, kind } = strategy;
  const by = vectors === undefined ? {} : { vectors };
  const isPart = leavesRecordsOut(store, vectors);
  if (kind === 'query' || settings.strategy !== 'random' || settings.seeds) {
    try {
      const picks = await engine.query(queryParams(request, drawing), signal ? { signal } : {});
      await log.addDraw({ ...entry, ...by, settings, picks: digestOf(picks.map(({ id }) => id)) });
      onStrategyFailed(undefined);
      // Records without vectors could not be drawn, so the probability of a pick does not refer to the whole
      // pool.
      return picks.map(({ q, ...pick }) =>
        planOf({ ...pick, ...(q !== undefined && !isPart && { q }) }, drawing),
      );
    } catch (error) {
      const why = userMessageOf(error);
      if (why === undefined) throw error;
      onStrategyFailed(why);
    }
  }
  // Random draws need no vectors.
  const ids = await engine.sample({ count, exclude, seed });
  await log.addDraw({ ...entry, picks: digestOf(ids), ...(indexing ? { given: ids } : {}) });
  const byChance = { ...strategy, query: { strategy: 'random' } };
  return ids.map((id) =>
    planOf({ id, score: 0, reason: { kind: 'random' } }, { ...drawing, strategy: byChance }),
  );
}

function queryParams(
  { count, exclude, seed }: BatchRequest,
  { project, answers, strategy, training, head }: DrawContext,
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
    ...(settings.cost ? { timings: timingsOf(answers.inOrder) } : {}),
  };
}

/** How long each labelled record took, in answer order. */
export function timingsOf(
  answers: readonly Pick<StoredAnswer, 'recordId' | 'kind' | 'elapsedMs'>[],
): AnswerTiming[] {
  return answers.flatMap((answer) => {
    const { recordId: id, elapsedMs } = answer;
    return isLabelled(answer) && elapsedMs !== undefined ? [{ id, elapsedMs }] : [];
  });
}

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
