import { standingOf, type Member, type Standing } from '../holdout/standing.ts';
import type { ProjectFile } from '../projectFile/projectFile.ts';
import type { RecordId } from '../record.ts';
import { Rng } from '../rng.ts';
import type { Holdout, HoldoutMember, Store, StoredAnswer } from '../store/store.ts';

/** Where answers come from that were taken over from the pool's label column. */
export const columnSource = (field: string): string => `column ${field}`;

/** The part of the pool that metrics spoke of last. */
interface Covered {
  /** Members of the hold-out that were in it. */
  readonly members: readonly RecordId[];
  /** Records of the pool then. */
  readonly records: number;
}

const coveredSetting = 'holdout.covered';

/** What was found out at a state of journal and pool. */
interface Known {
  readonly at: string;
  readonly holdout: Holdout | undefined;
  readonly standing: Standing;
  readonly states: ReadonlyMap<RecordId, Member['state']>;
  readonly members: ReadonlyMap<RecordId, HoldoutMember>;
  readonly between: number;
}

/** Members that metrics rest on, with what else is known of them. */
export interface CountedMember extends HoldoutMember {
  readonly label: string;
}

/**
 * The hold-out as it is worked through: what is asked next, what the metrics rest on, and what part
 * of the pool they speak of. Projects that drew their hold-out once and for all keep its order, and
 * count whatever is answered.
 */
export class HoldoutProgress {
  readonly #store: Store;
  readonly #project: ProjectFile;
  /** Rows of the pool with each member's text; undefined before the pool is indexed. */
  #present: ReadonlyMap<RecordId, number> | undefined;
  #records = 0;
  #version = 0;
  #known: Known | undefined;

  constructor(store: Store, project: ProjectFile) {
    this.#store = store;
    this.#project = project;
  }

  /**
   * To be told of the pool whenever it was indexed.
   * @param present rows of the pool with each member's text; members without any may be left out
   * @param records of the pool
   */
  opened(present: ReadonlyMap<RecordId, number>, records: number): void {
    this.#present = present;
    this.#records = records;
    this.#version++;
    this.settle();
  }

  /** To be told of every change of answers: metrics may speak of the whole pool from now on. */
  settle(): void {
    const { holdout, standing } = this.#now();
    if (!holdout?.draw || !this.#present || standing.isPart) return;
    const members = [...this.#present.keys()].sort();
    const covered = this.#covered;
    if (covered?.records === this.#records && sameIds(covered.members, members)) return;
    this.#store.setSetting(coveredSetting, { members, records: this.#records } satisfies Covered);
    this.#version++;
  }

  get standing(): Standing {
    return this.#now().standing;
  }

  /** Members, whether the pool holds them at present or not. */
  has(id: RecordId): boolean {
    return this.#now().members.has(id);
  }

  /** Whether a member was answered in its turn, so that it is not asked again. */
  isDone(id: RecordId): boolean {
    const state = this.#now().states.get(id);
    return state === 'labelled' || state === 'skipped';
  }

  /** A member without a label that was given in its turn: nothing may be told of it. */
  isSilent(id: RecordId): boolean {
    const state = this.#now().states.get(id);
    return state !== undefined && state !== 'labelled';
  }

  /** The labelled members that metrics rest on, with their present label. */
  counted(): CountedMember[] {
    const { standing, members } = this.#now();
    return standing.counted.flatMap((id) => {
      const member = members.get(id)!;
      const label = this.#store.answer(id)?.label;
      return label === undefined ? [] : [{ ...member, label, multiplicity: this.#weight(member) }];
    });
  }

  /** The records that metrics speak of, of how many; undefined where they speak of all. */
  get part():
    { readonly records: number; readonly of: number; readonly toAsk: number } | undefined {
    const { standing } = this.#now();
    if (!standing.isPart) return undefined;
    const records = Math.min(this.#covered?.records ?? 0, this.#records);
    const covered = new Set(this.#covered?.members);
    const toAsk = standing.ask.filter((id) => !covered.has(id)).length;
    return { records, of: this.#records, toAsk };
  }

  /** Records that are near-duplicates both of members and of others. */
  get between(): number {
    return this.#now().between;
  }

  get #covered(): Covered | undefined {
    return this.#store.setting(coveredSetting) as Covered | undefined;
  }

  /** Rows of the pool under the present filter; an old hold-out keeps what it was drawn with. */
  #weight({ recordId, multiplicity, hash }: HoldoutMember): number {
    return hash === undefined ? multiplicity : this.#present?.get(recordId) || multiplicity;
  }

  #now(): Known {
    const at = `${this.#store.lastSeq()} ${this.#version}`;
    if (this.#known?.at !== at) this.#known = { at, ...this.#stand() };
    return this.#known;
  }

  #stand(): Omit<Known, 'at'> {
    const holdout = this.#store.holdout();
    const all = holdout?.members ?? [];
    const states = new Map(
      all.map(({ recordId }) => [recordId, this.#stateOf(recordId, holdout!)]),
    );
    const order = holdout ? inOrder(holdout, this.#project.seed) : [];
    const present = this.#present;
    const members = order
      .filter((id) => !present || present.has(id))
      .map((id) => ({ id, state: states.get(id)! }));
    const { size } = this.#project.holdout;
    const standing = holdout?.draw
      ? standingOf(members, size, present && this.#covered && new Set(this.#covered.members))
      : drawnOnce(members, all, states);
    return {
      holdout,
      standing,
      states,
      members: new Map(all.map((member) => [member.recordId, member])),
      between: this.#store.betweenRecords().length,
    };
  }

  #stateOf(id: RecordId, { draw }: Holdout): Member['state'] {
    const answer = this.#store.answer(id);
    if (!answer || answer.kind === 'none') return 'open';
    if (draw && !givenInTurn(answer)) return 'waiting';
    return answer.kind === 'label' ? 'labelled' : 'skipped';
  }
}

/** Whether an answer to a member was given blind when its turn had come, or comes from the pool itself. */
function givenInTurn({ ask, importedFrom }: StoredAnswer): boolean {
  return ask?.kind === 'holdout' || importedFrom?.startsWith(columnSource('')) === true;
}

/** Whatever is answered counts, wherever it is. */
function drawnOnce(
  present: readonly Member[],
  all: readonly HoldoutMember[],
  states: ReadonlyMap<RecordId, Member['state']>,
): Standing {
  const inState = (wanted: Member['state']): RecordId[] =>
    all.map(({ recordId }) => recordId).filter((id) => states.get(id) === wanted);
  const counted = inState('labelled');
  return {
    counted,
    skipped: inState('skipped').length,
    ask: present.filter(({ state }) => state === 'open').map(({ id }) => id),
    reserved: [],
    waiting: 0,
    size: all.length,
    reached: counted.length,
    isPart: false,
  };
}

/** Members in the order in which they are asked. */
function inOrder({ members, draw }: Holdout, seed: number): RecordId[] {
  if (draw) {
    return [...members]
      .sort((a, b) => a.hash! - b.hash! || (a.recordId < b.recordId ? -1 : 1))
      .map(({ recordId }) => recordId);
  }
  const drawn = members.filter(({ joined }) => !joined).map(({ recordId }) => recordId);
  const later = members.filter(({ joined }) => joined).map(({ recordId }) => recordId);
  return [...new Rng(seed).fork('order of the hold-out').shuffle(drawn), ...later];
}

function sameIds(a: readonly RecordId[], b: readonly RecordId[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
