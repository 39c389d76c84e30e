import { metricsToday } from '../metrics/holdoutSupport.ts';
import { labellingSpeed } from '../metrics/speed.ts';
import { newestDefaults } from '../projectFile/defaultSets.ts';
import type { ProjectFile } from '../projectFile/projectFile.ts';
import type { PoolProblem } from '../pool/poolSpec.ts';
import type { Progress } from '../progress.ts';
import type { RecordId } from '../record.ts';
import type { Store, StoredAnswer } from '../store/store.ts';
import type { AskQueue } from './queue/askQueue.ts';
import { everythingIsBlind } from './queue/blinding.ts';
import type { HoldoutProgress } from './holdout/holdoutProgress.ts';
import type { Insights } from './insights/insights.ts';
import { metricScope } from './insights/metricScope.ts';
import type { LearnerView, RecentAnswer, RoundSummary, VectorsBehind } from './learnerView.ts';
import type { Localize } from '../localize.ts';
import type { BatchSource } from './queue/batchSource.ts';
import type { Priorities } from './queue/priorities.ts';
import type { Trainer } from './training/trainer.ts';
import { priorAsked } from './labels/labelWording.ts';
import type { LabelSetChanges } from './labels/labelSetChanges.ts';
import { suggestsFromColumn } from './queue/suggestions.ts';
import { drawnRounds, earlierBy, type DrawnRound, type EarlierBy } from './training/segment.ts';
import type { RecordCache } from './records/recordCache.ts';
import type { AskedRecord } from './queue/askedRecord.ts';
import type { LearnerPhase, Notice } from './learnerPhase.ts';

/** What the learner knows besides store and queue. */
export interface ViewState {
  phase: LearnerPhase;
  busy?: Progress;
  embedding?: string;
  /** Models have embedded so many records of the pool, from which is drawn; undefined where it is all of them. */
  drawsFrom?: number | undefined;
  /** Whether words that speak for a label can be shown; see `EmbeddingSummary`. */
  explains?: boolean;
  /** Whether the vectors know what the labels' words mean. */
  readsLabels?: boolean;
  /** Vectors that are made behind the work. */
  behind?: VectorsBehind;
  notices: Map<string, Notice>;
  problems: readonly PoolProblem[];
  problemCount: number;
  pool: { size: number; rowsRead: number };
  unconfirmed: ReadonlySet<RecordId>;
}

/** Whether the labels' words may be suggested by, before there is a head. */
export function describes(project: ProjectFile, state: Pick<ViewState, 'readsLabels'>): boolean {
  return state.readsLabels === true && priorAsked(project) !== undefined;
}

/** Before anything is known. */
export function openingState(): ViewState {
  return {
    phase: { kind: 'opening' },
    notices: new Map(),
    problems: [],
    problemCount: 0,
    pool: { size: 0, rowsRead: 0 },
    unconfirmed: new Set(),
  };
}

/** What a snapshot is made of. */
export interface ViewParts {
  readonly store: Store;
  readonly holdout: HoldoutProgress;
  readonly project: ProjectFile;
  readonly queue: AskQueue;
  readonly texts: RecordCache;
  readonly vectors: {
    /** Fingerprint; undefined while there is none. */
    readonly embedding: string | undefined;
  };
  readonly trainer: Trainer;
  readonly batches: BatchSource;
  readonly labelSet: LabelSetChanges;
  readonly insights: Insights;
  readonly priorities: Priorities;
  readonly localize: Localize;
}

/** Answers in the short history. */
export const recentCount = 50;
/** Speed is told of the latest answers: annotators get quicker. */
const speedCount = 200;

/** A snapshot of the loop for everything that draws. */
export function buildView(parts: ViewParts, state: ViewState): LearnerView {
  const { store, queue, project, texts, labelSet, holdout, vectors, localize } = parts;
  const { fit } = parts.trainer;
  const { latest: insights } = parts.insights;
  const { view: priorities } = parts.priorities;
  const population = metricScope(project, priorities, holdout, localize);
  const counts = store.counts();
  const undoSize = store.undoSize();
  const earlier = earlierBy(store, vectors.embedding);
  return {
    phase: state.phase,
    ahead: queue.ahead.map((asked) => withNote(asked, store)),
    recent: store.recent(recentCount).flatMap((answer) => recentAnswer(answer, texts)),
    pool: { ...state.pool },
    counts: {
      labelled: counts.labelled,
      skipped: counts.skipped,
      flagged: counts.flagged,
      byLabel: Object.fromEntries(counts.byLabel),
    },
    holdout: holdoutView(holdout),
    blind: everythingIsBlind(queue) ? 'all' : 'picks',
    ...(labelSet.defaults < newestDefaults ? { olderDefaults: labelSet.defaults } : {}),
    ...(queue.revisiting ? { revisiting: queue.revisiting } : {}),
    ...(labelSet.looks.kept ? { looks: labelSet.looks.kept } : {}),
    strays: labelSet.strays(counts.byLabel),
    speed: labellingSpeed(store.recent(speedCount).flatMap(timeOf)),
    starting: !parts.batches.strategy.headAllowed,
    learnt: fit?.learnt ?? [],
    rounds: drawnRounds(store, vectors.embedding).map((round) =>
      roundSummary(round, earlier(round)),
    ),
    described: fit?.columns.filter((label) => !fit.learnt.includes(label)) ?? [],
    ...(state.embedding === undefined ? {} : { embedding: state.embedding }),
    ...(state.drawsFrom === undefined ? {} : { drawsFrom: state.drawsFrom }),
    suggests: fit !== undefined || suggestsFromColumn(project) || describes(project, state),
    explains: state.explains ?? false,
    ...(fit?.backend ? { backend: fit.backend } : {}),
    ...(insights.uncertainty ? { uncertainty: insights.uncertainty } : {}),
    ...(insights.forecast ? { forecast: insights.forecast } : {}),
    ...(insights.stopping ? { stopping: insights.stopping } : {}),
    targetReached: insights.targetReached,
    ...(insights.targetClosed ? { targetClosed: true } : {}),
    ...(insights.risk ? { risk: insights.risk } : {}),
    ...(insights.suggestions ? { suggestions: insights.suggestions } : {}),
    ...(insights.helping ? { helping: insights.helping } : {}),
    ...(population.length > 0 ? { population } : {}),
    ...(priorities.total > 0 ? { priorities } : {}),
    ...(state.behind ? { behind: state.behind } : {}),
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

function roundSummary(round: DrawnRound, stale: EarlierBy | undefined): RoundSummary {
  const { number, at, labels, strategy, c, choices, kernel, metrics, original } = round;
  return {
    round: number,
    at,
    labels,
    strategy,
    c,
    ...(choices?.prior && { s: choices.prior.strength }),
    ...(choices?.reworded && { reworded: choices.reworded }),
    kernel,
    ...(stale ? { stale } : {}),
    ...(metrics ? { metrics: metricsToday(metrics) } : {}),
    ...(original ? { original: summaryOf(original) } : {}),
  };
}

function summaryOf({
  c,
  metrics,
}: NonNullable<DrawnRound['original']>): Required<RoundSummary>['original'] {
  return { c, ...(metrics ? { metrics: metricsToday(metrics) } : {}) };
}

function holdoutView({
  standing,
  part,
  review,
}: Pick<HoldoutProgress, 'standing' | 'part' | 'review'>): LearnerView['holdout'] {
  const { conflicts, outdated } = review;
  const { size, counted, skipped, waiting } = standing;
  return {
    size,
    answered: counted.length,
    skipped,
    ...(waiting > 0 ? { waiting } : {}),
    ...(part ? { part } : {}),
    ...(conflicts.length > 0 ? { conflicts: conflicts.length } : {}),
    ...(outdated ? { outdated: { records: outdated.ids.length, labels: outdated.labels } } : {}),
  };
}

/** Answers whose text is not at hand (their record left the pool) are left out of the short history. */
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
      ...(answer.note === undefined ? {} : { note: answer.note }),
      ...(answer.ask ? { ask: answer.ask } : {}),
    },
  ];
}

function withNote(asked: AskedRecord, store: Store): AskedRecord {
  const note = store.answer(asked.record.id)?.note;
  return note === undefined ? asked : { ...asked, note };
}

/** Answers that the annotator gave to records put before them. */
function timeOf({ at, ask, importedFrom }: StoredAnswer): number[] {
  return ask && ask.kind !== 'manual' && importedFrom === undefined ? [at] : [];
}
