import { message } from '../../messages/messages.ts';
import { isAnswered } from '../../store/isAnswered.ts';
import { UserError } from '../../errors.ts';
import type { PoolRecord, RecordId } from '../../record.ts';
import type { Ask, Stamp } from '../../store/events.ts';
import { holdoutIds } from '../../store/holdoutIds.ts';
import { labelsOf } from '../../store/labelsOf.ts';
import type { Reversal, Store, StoredAnswer } from '../../store/store.ts';
import type { AskQueue } from '../queue/askQueue.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import { currentRound } from '../training/rounds.ts';
import type { Commit } from '../journal/writeQueue.ts';
import type { RecordCache } from '../engine/recordCache.ts';
import { answerEvent, saysTheSame } from './answerEvent.ts';
import type { AnswerInput } from './answerInput.ts';
import type { Engine } from '../../engine/engineApi.ts';

export interface AnsweringOptions {
  readonly store: Store;
  readonly live: LiveProject;
  readonly queue: AskQueue;
  readonly texts: RecordCache;
  /** Who answers, now; with the given id, or a fresh one. */
  readonly stamp: (id?: string) => Stamp;
  readonly engine: () => Engine;
}

export interface SubmittedAnswer {
  /** Made by whoever gives it: the same id twice is one answer. */
  readonly answerId: string;
  readonly recordId: RecordId;
  readonly answer: AnswerInput;
  /** Why the record was asked, as the page has it; for an answer that is sent again. */
  readonly ask?: Ask;
  /** Position of the answer that the record was shown with, 0 for none; where that is known. */
  readonly shown?: number;
}

/**
 * The rules of answering: only a record that was asked is answered, skipping is an answer, and any
 * answer can be changed or taken back, but none that another window gave unless it was shown here.
 * Each method is part of one transaction.
 */
export class Answering {
  readonly #options: AnsweringOptions;
  /** Answers that left a record as it was; the page may send them again. */
  readonly #unchangedIds = new Set<string>();

  constructor(options: AnsweringOptions) {
    this.#options = options;
  }

  /**
   * Skipping a record that is revisited leaves it with the answer that it has.
   * @returns whether anything was committed: false also for an answer that is on disk already.
   */
  answer([into, then]: Commit, given: SubmittedAnswer, elapsedMs: number): boolean {
    const { queue, store, texts } = this.#options;
    const { recordId, answerId, answer } = given;
    const asked = queue.find(recordId);
    if (this.#unchangedIds.has(answerId)) return false;
    // The page sends an answer again when it did not hear of its commit.
    if (store.history(recordId).some(({ event }) => event.id === answerId)) return false;
    const known = store.answer(recordId);
    const unseen = isAnswered(known) && known.seq !== asked?.shown;
    // To skip what has an answer leaves it, unless that is one of the answers to choose from; and the
    // same answer twice is one.
    const skips = answer.kind === 'skip' && !asked?.differing;
    const leaves = skips || (unseen && saysTheSame(answer, known));
    if ((asked?.revisited || unseen) && leaves) {
      queue.remove(recordId);
      this.#unchangedIds.add(answerId);
      return false;
    }
    if (unseen && answer.kind !== 'flag') this.#refuseUnseen(known, asked?.record);
    const { ask: sent } = given;
    if (!asked && !sent) {
      throw new UserError(message('answer.notBeingAsked', {}));
    }
    // After a crash of the host the page sends what was never saved; the queue has forgotten why it was asked.
    const ask = asked?.ask ?? this.#trusted(sent, recordId);
    this.#commit([into, then], given, { ask, elapsedMs }, asked?.record ?? texts.get(recordId));
    return true;
  }

  /** Why the page says that a record was asked; a hold-out record is asked for no other reason. */
  #trusted(sent: Ask | undefined, recordId: RecordId): Ask {
    const { store } = this.#options;
    const held = holdoutIds(store).includes(recordId);
    if (sent && (sent.kind === 'holdout') === held) return sent;
    return { kind: 'manual', round: currentRound(store) };
  }

  /** Asks a record again, after those in the queue, with the answer that another window gave it. */
  #refuseUnseen(known: StoredAnswer, asked?: PoolRecord): never {
    const { queue, texts } = this.#options;
    const record = asked ?? texts.get(known.recordId);
    if (record) queue.askAboutOthers(record, known);
    throw new UserError(
      known.kind === 'skip'
        ? message('answer.skippedElsewhere', {})
        : message('answer.labelledElsewhere', { labels: labelsOf(known) }),
    );
  }

  change(commit: Commit, given: SubmittedAnswer): void {
    const { store, texts } = this.#options;
    const present = store.answer(given.recordId);
    if (given.answer.kind !== 'flag' && given.shown !== undefined) {
      const seq = isAnswered(present) ? present.seq : 0;
      if (seq !== given.shown) {
        throw new UserError(message('answer.changedElsewhere', {}));
      }
    }
    // A change keeps why the record was asked; a record nobody asked is answered by hand.
    const ask: Ask = { kind: 'manual', round: currentRound(store) };
    this.#commit(commit, given, isAnswered(present) ? {} : { ask }, texts.get(given.recordId));
  }

  /** Takes the next step back; undefined when there is nothing to take back. */
  undo([into, then]: Commit): Reversal | undefined {
    const { stamp, queue } = this.#options;
    const reversal = into.undo(stamp());
    if (!reversal) return undefined;
    if (reversal.inParts) return reversal;
    then(() => {
      this.#followFlags(reversal);
      // What was withdrawn to be asked again has its answer back.
      queue.follow(reversal.records);
    });
    return reversal;
  }

  /** Shows the record of a step that was taken back. */
  async showAgain(reversal: Reversal): Promise<void> {
    if (reversal.inParts) return;
    const { store, queue, texts, engine } = this.#options;
    const answers = reversal.events.flatMap((event) =>
      event.kind === 'label' || event.kind === 'labels' || event.kind === 'skip' ? event : [],
    );
    const [event] = answers;
    // A step of thousands (an import, a search result) is taken back, not shown one by one.
    if (answers.length === 1 && event) {
      // It is taken back already: an engine that is away only keeps it from being shown again.
      const [unread] = texts.get(event.recordId)
        ? []
        : await engine()
            .read({ ids: [event.recordId] })
            .catch(() => []);
      const record = texts.get(event.recordId) ?? unread;
      const answer = store.answer(event.recordId);
      if (record) queue.askAgain(record, event.ask ?? answer?.ask ?? { kind: 'manual' }, answer);
    }
  }

  /** Brings back the next step; undefined when there is nothing to bring back. */
  redo([into, then]: Commit): Reversal | undefined {
    const { store, stamp, queue } = this.#options;
    const reversal = into.redo(stamp());
    if (!reversal) return undefined;
    if (reversal.inParts) return reversal;
    then(() => {
      this.#followFlags(reversal);
      for (const id of reversal.records) {
        if (isAnswered(store.answer(id))) queue.remove(id);
      }
    });
    return reversal;
  }

  #commit(
    [into, then]: Commit,
    { answerId, recordId, answer }: SubmittedAnswer,
    given: { ask?: Ask; elapsedMs?: number },
    record: PoolRecord | undefined,
  ): void {
    const { live, queue, texts, stamp } = this.#options;
    const on = {
      ...stamp(answerId),
      recordId,
      ...(record?.sourceId === undefined ? {} : { sourceId: record.sourceId }),
    };
    into.append(answerEvent(answer, live.project, on, given));
    then(() => {
      if (record) texts.add(record);
      if (answer.kind === 'flag') queue.setFlag(recordId, answer.flagged);
      else queue.remove(recordId);
    });
  }

  #followFlags({ events }: Reversal): void {
    const { queue, store } = this.#options;
    for (const event of events) {
      if (event.kind !== 'flag' && event.kind !== 'unflag') continue;
      queue.setFlag(event.recordId, store.answer(event.recordId)?.flagged ?? false);
    }
  }
}
