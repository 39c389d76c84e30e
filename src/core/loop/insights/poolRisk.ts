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
import { Timeline } from '../../store/timeline.ts';
import { latestVectors } from '../journal/vectorChanges.ts';
import { neverTrainedOn } from '../training/trainingSet.ts';
import type { Engine } from '../../engine/engineApi.ts';
import type { FitSummary, TrainingSet } from '../../engine/modelApi.ts';

/** The error rate of the head over the pool, from answers that were actively picked. */
export type PoolRisk =
  | {
      readonly kind: 'estimate';
      readonly error: number;
      readonly low: number;
      readonly high: number;
      /** Answers that it rests on. */
      readonly picks: number;
      /** Σv² / (Σv)²: near 1 when one pick decides it. */
      readonly concentration: number;
    }
  | { readonly kind: 'notAvailable'; readonly reason: Message };

/** Answers picked by chance, in the order of picking, with what LURE needs to know of them. */
export interface ChancePicks {
  readonly ids: readonly RecordId[];
  /** Probability of each draw given those before it. */
  readonly chances: readonly number[];
  /** Records that could have been drawn when the first was, less those answered by hand since. */
  readonly poolSize: number;
}

/** Below this many picks the interval would say nothing. */
const minPicks = 20;

/**
 * The latest run of picks whose probability is known. A pick by rule (plain margin, TypiClust, …)
 * starts another run: the estimate is then about the pool that remains after such a pick. Records
 * answered by hand, imported, skipped or prioritised are taken out of the pool.
 * @param size records of the pool
 * @param absent answered records that the pool does not hold, or whose text changed
 */
export function chancePicks(
  store: Store,
  size: number,
  absent: ReadonlySet<RecordId>,
): ChancePicks {
  const held = neverTrainedOn(store);
  const seen = new Set<RecordId>();
  let run: { id: RecordId; q: number }[] = [];
  let drawable = size - held.size;
  for (const event of Timeline.inEffect([...store.journal()])) {
    if (!isAnswer(event)) continue;
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

const answerKinds = ['label', 'labels', 'skip', 'import'] as const;
type AnswerEvent = Extract<StepEvent, { readonly kind: (typeof answerKinds)[number] }>;

function isAnswer(event: StepEvent): event is AnswerEvent {
  return answerKinds.some((kind) => kind === event.kind);
}

function isLabelled(answer: StoredAnswer | undefined): boolean {
  return answer?.kind === 'label' || answer?.kind === 'labels';
}

/** The probability of a pick, or what else decided it. */
function chanceOf(event: AnswerEvent): number | 'rule' | 'hand' {
  if (event.kind === 'import') return 'hand';
  const { ask } = event;
  if (!ask || ask.kind === 'manual' || ask.reason?.kind === 'priority') return 'hand';
  return ask.q ?? 'rule';
}

export interface RiskInput {
  readonly store: Store;
  readonly engine: Engine;
  readonly project: ProjectFile;
  readonly fit: FitSummary;
  readonly training: TrainingSet;
  readonly poolSize: number;
  readonly absent: ReadonlySet<RecordId>;
}

/**
 * LURE (see `core/metrics/lure`) on the latest run of chance picks: the error rate over the pool by
 * losses that are cross-fitted, so that no record is judged by a head that learnt from it.
 */
export async function poolRisk(input: RiskInput, signal?: AbortSignal): Promise<PoolRisk> {
  const { store, engine, project, fit, training } = input;
  if (project.head.kind !== 'logistic') {
    return notAvailable(message('risk.headKind', {}));
  }
  if (latestVectors(store)?.drawsFrom !== undefined) {
    return notAvailable(message('risk.partOfPool', {}));
  }
  const { ids, chances, poolSize } = chancePicks(store, input.poolSize, input.absent);
  const trained = new Set(training.ids);
  if (ids.length < minPicks || poolSize < ids.length || !ids.every((id) => trained.has(id))) {
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

/** What keeps the chance of a pick from being known, and with what it would be. */
function whyTooFew(query: ProjectFile['query'], there: number): Message {
  const rule = chosenByRule(query);
  return rule === undefined
    ? message('risk.fewPicks', { needed: minPicks, there })
    : message('risk.byRule', { rule, picks: minPicks });
}

/** The setting for whose sake some record has no chance at all; undefined where every one has. */
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
