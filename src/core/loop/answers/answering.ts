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
import { answerEvent, isSameAnswer } from './answerEvent.ts';
import type { AnswerInput } from './answerInput.ts';
import type { Engine } from '../../engine/engineApi.ts';

export interface AnsweringOptions {
  readonly store: Store;
  readonly live: LiveProject;
  readonly queue: AskQueue;
  readonly texts: RecordCache;
  /** Annotator and current time, with the given id or a fresh one. */
  readonly stamp: (id?: string) => Stamp;
  readonly engine: () => Engine;
}

export interface SubmittedAnswer {
  /** Created by the sender: two submissions with the same id are one answer. */
  readonly answerId: string;
  readonly recordId: RecordId;
  readonly answer: AnswerInput;
  /** Why the record was asked, according to the page; used when the page resends an answer. */
  readonly ask?: Ask;
  /** Journal position of the answer that the record was shown with, 0 for none; omitted where unknown. */
  readonly shown?: number;
}

/**
 * The rules of answering: only a record that was asked can be answered, a skip counts as an answer, and any
 * answer can be changed or undone, except one from another window that was not shown here. Each method runs
 * inside a transaction.
 */
export class Answering {
  readonly #options: AnsweringOptions;
  /** Ids of answers that changed nothing; the page may resend them. */
  readonly #unchangedIds = new Set<string>();

  constructor(options: AnsweringOptions) {
    this.#options = options;
  }

  /**
   * Commits an answer to a record that is being asked. Skipping a revisited record keeps its answer.
   * @returns whether anything was committed; false also if the answer is already on disk
   * @throws UserError if the record is not being asked, or has an answer that was not shown
   */
  answer([into, then]: Commit, given: SubmittedAnswer, elapsedMs: number): boolean {
    const { queue, store, texts } = this.#options;
    const { recordId, answerId, answer } = given;
    const asked = queue.find(recordId);
    if (this.#unchangedIds.has(answerId)) return false;
    // The page resends an answer whose commit was not confirmed.
    if (store.history(recordId).some(({ event }) => event.id === answerId)) return false;
    const known = store.answer(recordId);
    const unseen = isAnswered(known) && known.seq !== asked?.shown;
    // Skipping an answered record keeps its answer, unless the answer is one of several to choose from;
    // repeating the same answer changes nothing.
    const skips = answer.kind === 'skip' && !asked?.differing;
    const leaves = skips || (unseen && isSameAnswer(answer, known));
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
    // After a crash of the extension host the page resends unsaved answers, but the queue no longer knows why
    // the record was asked.
    const ask = asked?.ask ?? this.#trusted(sent, recordId);
    this.#commit([into, then], given, { ask, elapsedMs }, asked?.record ?? texts.get(recordId));
    return true;
  }

  /** The page's reason for asking, unless it claims or hides membership in the hold-out; then `manual`. */
  #trusted(sent: Ask | undefined, recordId: RecordId): Ask {
    const { store } = this.#options;
    const held = holdoutIds(store).includes(recordId);
    if (sent && (sent.kind === 'holdout') === held) return sent;
    return { kind: 'manual', round: currentRound(store) };
  }

  /** Queues the record again, behind the others, with the answer that another window gave, and throws. */
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
    // A change keeps the reason for asking; a record that was never asked counts as answered by hand.
    const ask: Ask = { kind: 'manual', round: currentRound(store) };
    this.#commit(commit, given, isAnswered(present) ? {} : { ask }, texts.get(given.recordId));
  }

  /** Undoes the last step; undefined if there is none. */
  undo([into, then]: Commit): Reversal | undefined {
    const { stamp, queue } = this.#options;
    const reversal = into.undo(stamp());
    if (!reversal) return undefined;
    if (reversal.inParts) return reversal;
    then(() => {
      this.#followFlags(reversal);
      // The undo restores answers that were withdrawn to be asked again.
      queue.follow(reversal.records);
    });
    return reversal;
  }

  /** Shows the record of an undone step. */
  async showAgain(reversal: Reversal): Promise<void> {
    if (reversal.inParts) return;
    const { store, queue, texts, engine } = this.#options;
    const answers = reversal.events.flatMap((event) =>
      event.kind === 'label' || event.kind === 'labels' || event.kind === 'skip' ? event : [],
    );
    const [event] = answers;
    // A step with many answers (an import, a search result) is undone without showing each record.
    if (answers.length === 1 && event) {
      // The undo is already committed: an engine that is restarting only prevents showing the record.
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

  /** Redoes the next step; undefined if there is none. */
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
