import { HumanError } from '../errors.ts';
import type { ProjectFile } from '../projectFile/projectFile.ts';
import type { PoolRecord, RecordId } from '../record.ts';
import type { Ask, NewEvent, Stamp } from '../store/events.ts';
import type { Reversal, Store } from '../store/store.ts';
import type { AskQueue } from './askQueue.ts';
import type { GivenAnswer } from './learnerView.ts';
import type { RecordCache } from './recordCache.ts';

export interface AnsweringOptions {
  readonly store: Store;
  readonly project: ProjectFile;
  readonly queue: AskQueue;
  readonly texts: RecordCache;
  /** Who answers, now; with the given id, or a fresh one. */
  readonly stamp: (id?: string) => Stamp;
  readonly round: () => number;
  readonly read: (ids: RecordId[]) => Promise<PoolRecord[]>;
}

export interface Given {
  /** Made by whoever gives it: the same id twice is one answer. */
  readonly answerId: string;
  readonly recordId: RecordId;
  readonly answer: GivenAnswer;
}

/**
 * The rules of answering: only a record that was asked is answered, skipping is an answer, and any
 * answer can be changed or taken back. Each method commits before it returns or first awaits.
 */
export class Answering {
  readonly #options: AnsweringOptions;
  /** Answers that left a record as it was; the page may send them again. */
  readonly #left = new Set<string>();

  constructor(options: AnsweringOptions) {
    this.#options = options;
  }

  /**
   * To skip a record that is gone through again leaves it with the answer that it has.
   * @returns whether anything was committed: false also for an answer that is on disk already.
   */
  answer(given: Given, elapsedMs: number): boolean {
    const { queue, store } = this.#options;
    const asked = queue.find(given.recordId);
    if (asked?.revisited && given.answer.kind === 'skip') {
      queue.remove(given.recordId);
      this.#left.add(given.answerId);
      return false;
    }
    if (asked) {
      this.#commit(given, { ask: asked.ask, elapsedMs }, asked.record);
      return true;
    }
    if (this.#left.has(given.answerId)) return false;
    // The page sends an answer again when it did not hear of its commit.
    if (store.history(given.recordId).some(({ event }) => event.id === given.answerId)) {
      return false;
    }
    throw new HumanError(
      'This record is not the one being asked any more, so the answer was not saved. Answer it from the history instead.',
    );
  }

  change(given: Given): void {
    const { store, texts, round } = this.#options;
    const known = store.answer(given.recordId)?.kind ?? 'none';
    // A change keeps why the record was asked; a record nobody asked is answered by hand.
    const ask: Ask = { kind: 'manual', round: round() };
    this.#commit(given, known === 'none' ? { ask } : {}, texts.get(given.recordId));
  }

  /** @returns the records touched; undefined when there is nothing to take back. */
  async undo(): Promise<readonly RecordId[] | undefined> {
    const { store, stamp, queue, texts, read } = this.#options;
    const reversal = store.undo(stamp());
    if (!reversal) return undefined;
    this.#followFlags(reversal);
    const answers = reversal.events.filter(({ kind }) => kind === 'label' || kind === 'skip');
    const [event] = answers;
    // A step of thousands (an import, a search result) is taken back, not shown one by one.
    if (answers.length === 1 && (event?.kind === 'label' || event?.kind === 'skip')) {
      // It is taken back already: an engine that is away only keeps it from being shown again.
      const [unread] = texts.get(event.recordId)
        ? []
        : await read([event.recordId]).catch(() => []);
      const record = texts.get(event.recordId) ?? unread;
      const answer = store.answer(event.recordId);
      if (record) queue.again(record, event.ask ?? answer?.ask ?? { kind: 'manual' }, answer);
    }
    return reversal.records;
  }

  /** @returns the records touched; undefined when there is nothing to bring back. */
  redo(): readonly RecordId[] | undefined {
    const { store, stamp, queue } = this.#options;
    const reversal = store.redo(stamp());
    if (!reversal) return undefined;
    this.#followFlags(reversal);
    for (const id of reversal.records) {
      if ((store.answer(id)?.kind ?? 'none') !== 'none') queue.remove(id);
    }
    return reversal.records;
  }

  #commit(
    { answerId, recordId, answer }: Given,
    given: { ask?: Ask; elapsedMs?: number },
    record: PoolRecord | undefined,
  ): void {
    const { store, project, queue, texts, stamp } = this.#options;
    const names = project.labels.map(({ name }) => name);
    if (answer.kind === 'label' && !names.includes(answer.label)) {
      throw new HumanError(
        `"${answer.label}" is not a label of this project. Its labels are: ${names.join(', ')}.`,
      );
    }
    const on = {
      ...stamp(answerId),
      recordId,
      ...(record?.sourceId === undefined ? {} : { sourceId: record.sourceId }),
    };
    let event: NewEvent;
    if (answer.kind === 'flag') event = { ...on, kind: answer.flagged ? 'flag' : 'unflag' };
    else if (answer.kind === 'skip') event = { ...on, ...given, kind: 'skip' };
    else event = { ...on, ...given, ...labelling(answer) };
    store.append(event);
    if (record) texts.add(record);
    if (answer.kind === 'flag') queue.setFlag(recordId, answer.flagged);
    else queue.remove(recordId);
  }

  #followFlags({ events }: Reversal): void {
    const { queue, store } = this.#options;
    for (const event of events) {
      if (event.kind !== 'flag' && event.kind !== 'unflag') continue;
      queue.setFlag(event.recordId, store.answer(event.recordId)?.flagged ?? false);
    }
  }
}

/** What of an answer the journal keeps. */
function labelling({ kind, label, accepted }: Extract<GivenAnswer, { kind: 'label' }>) {
  return { kind, label, ...(accepted ? { accepted } : {}) };
}
