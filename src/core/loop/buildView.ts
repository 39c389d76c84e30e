import { labellingSpeed } from '../metrics/speed.ts';
import { newestDefaults } from '../projectFile/defaultSets.ts';
import type { Store, StoredAnswer } from '../store/store.ts';
import type { AskQueue } from './queue/askQueue.ts';
import type { Blinding } from './queue/blinding.ts';
import type { HoldoutProgress } from './holdout/holdoutProgress.ts';
import type { Insights } from './insights/insights.ts';
import { metricScope } from './insights/metricScope.ts';
import type { LearnerView, RecentAnswer } from './learnerView.ts';
import type { BatchSource } from './queue/batchSource.ts';
import type { Priorities } from './queue/priorities.ts';
import type { Trainer } from './training/trainer.ts';
import type { LiveProject } from './labels/liveProject.ts';
import type { LabelSetChanges } from './changes/labelSetChanges.ts';
import type { Suggestions } from './queue/suggestions.ts';
import { projectNumbers } from './insights/projectNumbers.ts';
import type { RecordCache } from './engine/recordCache.ts';
import type { EngineAccess } from './engine/engineAccess.ts';
import type { AskedRecord } from './queue/askedRecord.ts';
import type { ViewState } from './viewState.ts';

/** The sources of a snapshot. */
export interface ViewParts {
  readonly store: Store;
  readonly holdout: HoldoutProgress;
  readonly live: LiveProject;
  readonly queue: AskQueue;
  readonly blinding: Blinding;
  readonly suggestions: Suggestions;
  readonly texts: RecordCache;
  readonly access: EngineAccess;
  readonly trainer: Trainer;
  readonly batches: BatchSource;
  readonly labelSet: LabelSetChanges;
  readonly insights: Insights;
  readonly priorities: Priorities;
}

/** Number of answers in the short history. */
export const recentCount = 50;
/** Speed is measured on this many latest answers, since annotators get quicker. */
const speedCount = 200;

/** A snapshot of the loop for the user interface. */
export function buildView(parts: ViewParts, state: ViewState): LearnerView {
  const { store, queue, live, texts, labelSet, holdout, access } = parts;
  const { fit } = parts.trainer;
  const { latest: insights } = parts.insights;
  const { view: priorities } = parts.priorities;
  const population = metricScope(live.project, priorities, holdout);
  const undoSize = store.undoSize();
  return {
    phase: state.phase,
    ahead: queue.ahead.map((asked) => withNote(asked, store)),
    recent: store.recent(recentCount).flatMap((answer) => recentAnswer(answer, texts)),
    pool: { ...state.pool },
    ...projectNumbers({ store, project: live.project, holdout, embedding: access.embedding }),
    blind: parts.blinding.isEverythingBlind ? 'all' : 'picks',
    ...(labelSet.defaults < newestDefaults ? { olderDefaults: labelSet.defaults } : {}),
    ...(queue.revisiting ? { revisiting: queue.revisiting } : {}),
    ...(labelSet.styles.kept ? { styles: labelSet.styles.kept } : {}),
    unjudged: labelSet.unjudged.newer,
    speed: labellingSpeed(store.recent(speedCount).flatMap(timeOf)),
    starting: !parts.batches.strategy.headAllowed,
    learnt: fit?.learnt ?? [],
    described: fit?.columns.filter((label) => !fit.learnt.includes(label)) ?? [],
    ...(state.embedding === undefined ? {} : { embedding: state.embedding }),
    ...(state.drawsFrom === undefined ? {} : { drawsFrom: state.drawsFrom }),
    suggests: fit !== undefined || parts.suggestions.beforeTraining,
    explains: state.explains ?? false,
    ...(fit?.backend ? { backend: fit.backend } : {}),
    ...(insights.uncertainty ? { uncertainty: insights.uncertainty } : {}),
    ...(insights.forecast ? { forecast: insights.forecast } : {}),
    ...(insights.stopping ? { stopping: insights.stopping } : {}),
    targetReached: insights.targetReached,
    ...(insights.targetClosed ? { targetClosed: true } : {}),
    ...(insights.risk ? { risk: insights.risk } : {}),
    ...(insights.suggestions ? { suggestions: insights.suggestions } : {}),
    ...(insights.strategyComparison ? { strategyComparison: insights.strategyComparison } : {}),
    ...(population.length > 0 ? { population } : {}),
    ...(priorities.total > 0 ? { priorities } : {}),
    ...(state.background ? { background: state.background } : {}),
    ...(state.busy ? { busy: state.busy } : {}),
    notices: [...state.notices.values()],
    problems: state.problems,
    problemCount: state.problemCount,
    canUndo: undoSize !== undefined,
    nextUndoSize: undoSize ?? 0,
    nextUndoIsFar: store.undoIsFar(),
    canRedo: store.canRedo(),
  };
}

/** Empty for an answer whose record is not cached, such as one that left the pool. */
function recentAnswer(answer: StoredAnswer, texts: RecordCache): RecentAnswer[] {
  const record = texts.get(answer.recordId);
  if (!record) return [];
  return [
    {
      record,
      flagged: answer.flagged,
      at: answer.at,
      seq: answer.seq,
      ...(answer.label === undefined ? {} : { label: answer.label }),
      ...(answer.kind === 'labels' && answer.labels ? { labels: answer.labels } : {}),
      ...(answer.note === undefined ? {} : { note: answer.note }),
      ...(answer.ask ? { ask: answer.ask } : {}),
    },
  ];
}

function withNote(asked: AskedRecord, store: Store): AskedRecord {
  const note = store.answer(asked.record.id)?.note;
  return note === undefined ? asked : { ...asked, note };
}

/** The time of an answer to a record that was asked; empty for answers by hand and imports. */
function timeOf({ at, ask, importedFrom }: StoredAnswer): number[] {
  return ask && ask.kind !== 'manual' && importedFrom === undefined ? [at] : [];
}
