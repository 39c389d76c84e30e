import { isAnswered } from '../../store/isAnswered.ts';
import { hashRange } from '../../holdout/holdoutHash.ts';
import { holdoutState, type Member, type HoldoutState } from '../../holdout/holdoutState.ts';
import type { RecordId } from '../../record.ts';
import { Rng } from '../../rng.ts';
import type {
  Holdout,
  HoldoutMember,
  HoldoutRule,
  Store,
  StoredAnswer,
} from '../../store/store.ts';
import type { StoreSetting } from '../journal/writeQueue.ts';
import { holdoutRule } from '../journal/defaultsInEffect.ts';
import { columnSource } from '../labels/labelColumn.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import { HoldoutReview } from './holdoutReview.ts';
import * as notices from '../notices.ts';
import type { LearnerPhase } from '../learnerPhase.ts';

/** The part of the pool that the latest metrics describe. */
interface CoveredPart {
  /** Hold-out members in that part. */
  readonly members: readonly RecordId[];
  /** Pool size at that time. */
  readonly records: number;
}

const coveredSetting = 'holdout.covered';

/** Results cached for one state of journal and pool. */
interface HoldoutCache {
  readonly at: string;
  readonly holdout: Holdout | undefined;
  /** Undefined for a hold-out that was drawn once. */
  readonly rule: HoldoutRule | undefined;
  readonly standing: HoldoutState;
  readonly states: ReadonlyMap<RecordId, Member['state']>;
  readonly members: ReadonlyMap<RecordId, HoldoutMember>;
  /** Those that the pool holds, as they are asked. */
  readonly order: readonly RecordId[];
  readonly excluded: readonly RecordId[];
}

/** A labelled member that metrics are computed on, with its answer and group. */
export interface CountedMember extends HoldoutMember, Pick<StoredAnswer, 'label' | 'labels'> {
  /** The record that represents its group of near-duplicates; itself if it is the only one. */
  readonly group: RecordId;
}

/**
 * Progress of the hold-out: which members to ask next, which ones metrics are computed on, and which part of
 * the pool they cover. A hold-out that was drawn once keeps its order and counts every answered member.
 */
export class HoldoutProgress {
  readonly review: HoldoutReview;
  readonly #store: Store;
  readonly storeSetting: StoreSetting;
  readonly #live: Pick<LiveProject, 'project'>;
  /** See `opened`; undefined before the pool is indexed. */
  #present: ReadonlyMap<RecordId, number> | undefined;
  #records = 0;
  #version = 0;
  #known: HoldoutCache | undefined;

  constructor(store: Store, storeSetting: StoreSetting, live: Pick<LiveProject, 'project'>) {
    this.#store = store;
    this.storeSetting = storeSetting;
    this.#live = live;
    this.review = new HoldoutReview(store, live, () => this.done);
  }

  /**
   * Call whenever the pool has been indexed.
   * @param present number of pool rows with the text of each member and each `between` record; those with
   * none may be left out
   * @param records pool size
   */
  opened(present: ReadonlyMap<RecordId, number>, records: number): void {
    this.#present = present;
    this.#records = records;
    this.#version++;
    this.answersChanged();
  }

  /** Call after every change of answers: metrics may now cover the whole pool. */
  answersChanged(): void {
    const { holdout, rule, standing } = this.#current();
    if (!holdout || !rule || !this.#present || standing.isPart) return;
    const members = holdout.members
      .flatMap(({ recordId }) => (this.#present!.has(recordId) ? recordId : []))
      .sort();
    const covered = this.#covered;
    if (covered?.records === this.#records && sameIds(covered.members, members)) return;
    const now: CoveredPart = { members, records: this.#records };
    this.storeSetting(
      coveredSetting,
      () => now,
      () => this.#version++,
    );
  }

  get standing(): HoldoutState {
    return this.#current().standing;
  }

  /** Members in the present pool, in the order in which they are asked. */
  get members(): readonly RecordId[] {
    return this.#current().order;
  }

  /** Whether the record is a member, in the present pool or not. */
  has(id: RecordId): boolean {
    return this.#current().members.has(id);
  }

  /** Whether a member was answered in its turn and is not asked again. */
  isDone(id: RecordId): boolean {
    const state = this.#current().states.get(id);
    return state === 'labelled' || state === 'skipped';
  }

  /** Members that were answered in their turn. */
  get done(): readonly RecordId[] {
    return [...this.#current().states.keys()].filter((id) => this.isDone(id));
  }

  /** Whether a member has no label given in its turn: nothing that could sway the answer may be shown. */
  isBlind(id: RecordId): boolean {
    const state = this.#current().states.get(id);
    return state !== undefined && state !== 'labelled';
  }

  /** The labelled members that metrics are computed on, with their current label or judgements. */
  counted(): CountedMember[] {
    const { standing, members } = this.#current();
    return standing.counted.flatMap((id) => {
      const member = members.get(id)!;
      const { label, labels } = this.#store.answer(id) ?? {};
      const answer = labels ? { labels } : label !== undefined && { label };
      if (!answer) return [];
      const group = groupOf(member, members);
      return [{ ...member, ...answer, group, multiplicity: this.#weight(member) }];
    });
  }

  /** How many records the metrics cover, and the pool size; undefined if they cover all. */
  get part():
    { readonly records: number; readonly of: number; readonly toAsk: number } | undefined {
    const { standing } = this.#current();
    if (!standing.isPart) return undefined;
    const records = Math.min(this.#covered?.records ?? 0, this.#records);
    const covered = new Set(this.#covered?.members);
    const toAsk = standing.ask.filter((id) => !covered.has(id)).length;
    return { records, of: this.#records, toAsk };
  }

  /** Number of pool records that are near-duplicates of both members and other records. */
  get excludedCount(): number {
    return this.#current().excluded.length;
  }

  /**
   * The phase when nothing is left to ask.
   * @param drawsFrom number of records that queries draw from; undefined: all
   */
  finished(drawsFrom: number | undefined): LearnerPhase {
    if (drawsFrom !== undefined) return notices.finishedPart(drawsFrom);
    const isOpen = (id: RecordId): boolean => !isAnswered(this.#store.answer(id));
    return notices.finished(this.#current().excluded.filter(isOpen).length);
  }

  get #covered(): CoveredPart | undefined {
    return this.#store.setting(coveredSetting) as CoveredPart | undefined;
  }

  /**
   * Number of pool rows under the current filter; a hold-out that was drawn once keeps its original weights.
   */
  #weight({ recordId, multiplicity, hash }: HoldoutMember): number {
    return hash === undefined ? multiplicity : this.#present?.get(recordId) || multiplicity;
  }

  #current(): HoldoutCache {
    const at = `${this.#store.lastSeq()} ${this.#version}`;
    if (this.#known?.at !== at) this.#known = { at, ...this.#compute() };
    return this.#known;
  }

  #compute(): Omit<HoldoutCache, 'at'> {
    const holdout = this.#store.holdout();
    const all = holdout?.members ?? [];
    const rule = holdout && holdoutRule(this.#store, holdout);
    const states = new Map(all.map(({ recordId: id }) => [id, this.#stateOf(id, rule)]));
    const order = holdout ? askingOrder(holdout, rule, this.#live.project.seed) : [];
    const present = this.#present;
    const members = order
      .filter((id) => !present || present.has(id))
      .map((id) => ({ id, state: states.get(id)! }));
    const { size } = this.#live.project.holdout;
    const standing = rule
      ? holdoutState(members, size, present && this.#covered && new Set(this.#covered.members))
      : drawnOnce(members, all, states);
    return {
      holdout,
      rule,
      standing,
      states,
      members: new Map(all.map((member) => [member.recordId, member])),
      order: members.map(({ id }) => id),
      excluded: this.#store.excludedRecords().filter((id) => !present || present.has(id)),
    };
  }

  #stateOf(id: RecordId, rule: HoldoutRule | undefined): Member['state'] {
    const answer = this.#store.answer(id);
    if (!isAnswered(answer)) return 'open';
    if (rule && !givenInTurn(answer)) return 'waiting';
    return answer.kind === 'skip' ? 'skipped' : 'labelled';
  }
}

/** Follows `representative` to its end: a record that joined later names a member, which may itself name another. */
function groupOf(
  { recordId, representative }: HoldoutMember,
  members: ReadonlyMap<RecordId, HoldoutMember>,
): RecordId {
  const met = new Set([recordId]);
  let group = recordId;
  for (
    let next = representative;
    next !== undefined && !met.has(next);
    next = members.get(next)?.representative
  ) {
    met.add(next);
    group = next;
  }
  return group;
}

/** Whether an answer to a member was given blind in its turn, or comes from the pool's label column. */
export function givenInTurn({ ask, importedFrom }: StoredAnswer): boolean {
  return ask?.kind === 'holdout' || importedFrom?.startsWith(columnSource('')) === true;
}

/**
 * The standing of a hold-out that was drawn once: every answered member counts, in the pool or not;
 * unanswered members that have left the pool are not asked.
 */
function drawnOnce(
  present: readonly Member[],
  all: readonly HoldoutMember[],
  states: ReadonlyMap<RecordId, Member['state']>,
): HoldoutState {
  const inState = (wanted: Member['state']): RecordId[] =>
    all.map(({ recordId }) => recordId).filter((id) => states.get(id) === wanted);
  const counted = inState('labelled');
  const skipped = inState('skipped');
  return {
    counted,
    skipped: skipped.length,
    ask: present.filter(({ state }) => state === 'open').map(({ id }) => id),
    reserved: [],
    waiting: 0,
    behind: 0,
    size: new Set([...present.map(({ id }) => id), ...counted, ...skipped]).size,
    reached: counted.length,
    isPart: false,
  };
}

/** Members in the order in which they are asked. */
export function askingOrder(
  { members }: Holdout,
  rule: HoldoutRule | undefined,
  seed: number,
): RecordId[] {
  const drawn = members.flatMap(({ recordId, hash, joined }) =>
    hash === undefined && !joined ? recordId : [],
  );
  // Members drawn once keep their original order.
  const once = new Rng(seed).fork('order of the hold-out').shuffle(drawn);
  const later = members.filter(({ joined }) => joined).map(({ recordId }) => recordId);
  if (!rule) return [...once, ...later];
  // New members are placed among them as if those had been drawn by hash, too.
  const step = (rule.rate * hashRange) / Math.max(1, once.length);
  const places = new Map(once.map((id, i) => [id, Math.floor((i + 0.5) * step)]));
  const placeOf = ({ recordId, hash, representative }: HoldoutMember): number =>
    hash ?? places.get(recordId) ?? places.get(representative ?? '') ?? hashRange;
  return members
    .map((member) => ({ id: member.recordId, place: placeOf(member) }))
    .sort((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}

function sameIds(a: readonly RecordId[], b: readonly RecordId[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
