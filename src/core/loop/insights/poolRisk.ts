import type { Message } from '../../messages/message.ts';
import { message } from '../../messages/messages.ts';
import { lure } from '../../metrics/lure.ts';
import { labelNames } from '../../labels.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { RecordId } from '../../record.ts';
import { Rng } from '../../rng.ts';
import type { StepEvent } from '../../store/events.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import { holdoutIds } from '../../store/holdoutIds.ts';
import { isStepEvent, Timeline } from '../../store/timeline.ts';
import type { KnownAnswers, Turn } from '../journal/knownAnswers.ts';
import { latestVectors } from '../journal/vectorChanges.ts';
import { neverTrainedOn } from '../training/trainingSet.ts';
import type { Engine } from '../../engine/engineApi.ts';
import type { FitSummary, TrainingSet } from '../../engine/modelApi.ts';

/** The head's error rate over the pool, estimated from actively picked answers. */
export type PoolRisk =
  | {
      readonly kind: 'estimate';
      readonly error: number;
      readonly low: number;
      readonly high: number;
      /** Number of answers used. */
      readonly picks: number;
      /** Σv² / (Σv)² of the weights: near 1 when a single pick dominates. */
      readonly concentration: number;
    }
  | { readonly kind: 'notAvailable'; readonly reason: Message };

/** Answers to records picked with known probability, in picking order: the input of LURE. */
export interface ChancePicks {
  readonly ids: readonly RecordId[];
  /** Probability of each draw, given the draws before it. */
  readonly chances: readonly number[];
  /** Number of records available at the first draw, less those answered by hand since. */
  readonly poolSize: number;
}

/** With fewer picks the interval is too wide to be useful. */
const minPicks = 20;

/**
 * The latest run of picks with known probability. A pick by rule (plain margin, TypiClust, …) starts a new
 * run: the estimate then covers the pool that remains after that pick. Records answered by hand, imported,
 * skipped or prioritised are removed from the pool.
 * @param size pool size
 * @param absent answered records that the pool does not contain, or whose text changed
 * @param turn yields to other work while the journal is read
 */
export async function chancePicks(
  store: Store,
  size: number,
  absent: ReadonlySet<RecordId>,
  turn: Turn,
): Promise<ChancePicks> {
  const held = neverTrainedOn(store);
  const seen = new Set<RecordId>();
  let run: { id: RecordId; q: number }[] = [];
  let drawable = size - held.size;
  const timeline = new Timeline();
  for await (const event of yieldingBetween(store.journal(), turn)) timeline.add(event);
  for await (const event of yieldingBetween(store.journal(), turn)) {
    if (!isStepEvent(event) || !timeline.isDone(event.step) || !isAnswer(event)) continue;
    const { recordId: id } = event;
    if (seen.has(id) || held.has(id) || absent.has(id)) continue;
    seen.add(id);
    const chance = chanceOf(event);
    if (chance === 'rule') {
      drawable -= run.length + 1;
      run = [];
    } else if (chance === 'hand' || !isLabelled(store.answer(id))) drawable--;
    else run.push({ id, q: chance });
  }
  return { ids: run.map(({ id }) => id), chances: run.map(({ q }) => q), poolSize: drawable };
}

/** Events read without yielding. */
const eventsAtATime = 1000;

async function* yieldingBetween<T>(items: Iterable<T>, turn: Turn): AsyncGenerator<T> {
  let read = 0;
  for (const item of items) {
    if (++read % eventsAtATime === 0) await turn();
    yield item;
  }
}

const answerKinds = ['label', 'labels', 'skip', 'import'] as const;
type AnswerEvent = Extract<StepEvent, { readonly kind: (typeof answerKinds)[number] }>;

function isAnswer(event: StepEvent): event is AnswerEvent {
  return answerKinds.some((kind) => kind === event.kind);
}

function isLabelled(answer: StoredAnswer | undefined): boolean {
  return answer?.kind === 'label' || answer?.kind === 'labels';
}

/** The probability of a pick, or how it was chosen otherwise. */
function chanceOf(event: AnswerEvent): number | 'rule' | 'hand' {
  if (event.kind === 'import') return 'hand';
  const { ask } = event;
  if (!ask || ask.kind === 'manual' || ask.reason?.kind === 'priority') return 'hand';
  return ask.q ?? 'rule';
}

export interface RiskInput {
  readonly store: Store;
  readonly answers: Pick<KnownAnswers, 'inOrder'>;
  readonly turn: Turn;
  readonly engine: Engine;
  readonly project: ProjectFile;
  readonly fit: FitSummary;
  readonly training: TrainingSet;
  readonly poolSize: number;
  readonly absent: ReadonlySet<RecordId>;
}

/**
 * LURE (see `core/metrics/lure`) on the latest run of chance picks: the error rate over the pool from
 * cross-fitted losses, so that no head judges a record it was trained on.
 */
export async function poolRisk(input: RiskInput, signal?: AbortSignal): Promise<PoolRisk> {
  const { store, engine, project, fit, training } = input;
  if (project.head.kind !== 'logistic') {
    return notAvailable(message('risk.headKind', {}));
  }
  if (latestVectors(store)?.drawsFrom !== undefined) {
    return notAvailable(message('risk.partOfPool', {}));
  }
  // Without a pick of known probability, reading the journal (perhaps a million imports) is pointless.
  if (!anyByChance(input.answers)) return notAvailable(whyTooFew(project.query, 0));
  const { absent, turn } = input;
  const { ids, chances, poolSize } = await chancePicks(store, input.poolSize, absent, turn);
  const untrained = new Set(ids);
  for (const id of training.ids) untrained.delete(id);
  if (ids.length < minPicks || poolSize < ids.length || untrained.size > 0) {
    return notAvailable(whyTooFew(project.query, ids.length));
  }
  const losses = await engine.crossFittedErrors(
    {
      ids: [...ids],
      training,
      labels: labelNames(project.labels),
      c: fit.c,
      ...(fit.prior && { prior: fit.prior }),
      classWeight: project.head.classWeight,
      heldOut: holdoutIds(store),
      seed: project.seed,
    },
    signal ? { signal } : {},
  );
  const known = losses.filter((loss) => loss !== null);
  if (known.length < losses.length) return notAvailable(message('risk.partlyJudged', {}));
  const rng = new Rng(project.seed).fork('pool risk');
  const estimate = lure({ losses: known, chances, poolSize, rng });
  if (estimate.kind === 'notAvailable') {
    return notAvailable(message('risk.notByChance', {}));
  }
  const { value: error, low, high } = estimate.risk;
  const { concentration } = estimate;
  return { kind: 'estimate', error, low, high, picks: ids.length, concentration };
}

function anyByChance({ inOrder }: RiskInput['answers']): boolean {
  for (const { ask } of inOrder) if (ask?.q !== undefined) return true;
  return false;
}

/** Why too few picks have a known probability, and what would change that. */
function whyTooFew(query: ProjectFile['query'], available: number): Message {
  const rule = chosenByRule(query);
  return rule === undefined
    ? message('risk.fewPicks', { needed: minPicks, available })
    : message('risk.byRule', { rule, picks: minPicks });
}

/** The strategy or setting that gives some records no chance of being picked; undefined if all have one. */
function chosenByRule(query: ProjectFile['query']): string | undefined {
  const { strategy, poolLimit, anchors, balance } = query;
  if (strategy !== 'rank-power' && strategy !== 'random') return strategy;
  if (poolLimit !== undefined) return '"poolLimit"';
  if (anchors) return '"anchors"';
  return balance ? '"balance"' : undefined;
}

function notAvailable(reason: Message): PoolRisk {
  return { kind: 'notAvailable', reason };
}
