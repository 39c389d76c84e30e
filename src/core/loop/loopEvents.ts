import type { Message } from '../messages/message.ts';
import type { RecordId } from '../record.ts';
import type { ImportElsewhere } from './journal/otherWindows.ts';

/** An event with listeners. */
export class Signal<Args extends readonly unknown[] = []> {
  readonly #listeners = new Set<(...args: Args) => void>();

  /** @returns the unsubscribe function */
  on(listener: (...args: Args) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(...args: Args): void {
    for (const listener of this.#listeners) listener(...args);
  }

  /** Removes all listeners. */
  close(): void {
    this.#listeners.clear();
  }
}

/** A stage of the background work, complete when all its listeners have resolved. */
class Stage<Args extends readonly unknown[] = []> {
  readonly #listeners: ((...args: Args) => Promise<void>)[] = [];

  on(listener: (...args: Args) => Promise<void>): void {
    this.#listeners.push(listener);
  }

  /** Runs the listeners in order; rejects with the first rejection. */
  async reached(...args: Args): Promise<void> {
    for (const listener of this.#listeners) await listener(...args);
  }
}

/**
 * Events reported by the parts of the loop. The active learner decides what follows from each, so that the
 * parts need not know each other.
 */
export class LoopEvents {
  /** Answers to these records were given, changed or withdrawn in this window. */
  readonly answersChanged = new Signal<[ids: readonly RecordId[]]>();
  /** Other windows wrote to the journal: about these records, or any if undefined. */
  readonly changedElsewhere = new Signal<[ids: readonly RecordId[] | undefined]>();
  readonly importedElsewhere = new Signal<[imported: ImportElsewhere]>();
  /** Labels were added, renamed, merged, split or removed, or the defaults changed. */
  readonly labelsChanged = new Signal();
  /** Only the labels' descriptions changed, which the head uses as a prior. */
  readonly labelsReworded = new Signal();
  /** The queue may have room, or another record may come first. */
  readonly queueChanged = new Signal();
  /** The first records of a large pool, still being indexed, can be read. */
  readonly poolReadable = new Signal();
  /** The pool is indexed but not embedded. */
  readonly poolOpened = new Stage();
  readonly poolEmbedded = new Stage<[signal: AbortSignal]>();
  /** A fit on all current answers begins. */
  readonly fitBegan = new Signal();
  /** A head is fitted, and the next batch is drawn with it. */
  readonly headFitted = new Stage<[isRound: boolean]>();
  /** An earlier round was refitted on the current vectors; `isLast`: no more are due. */
  readonly roundRefitted = new Stage<[isLast: boolean, signal: AbortSignal]>();
  /** The store's file has disappeared; emitted once. */
  readonly storeLost = new Signal<[why: Message]>();
}
