import type { Message } from '../messages/message.ts';
import type { RecordId } from '../record.ts';
import type { ImportElsewhere } from './journal/otherWindows.ts';

/** Something that happens, and what is called when it does. */
export class Signal<Args extends readonly unknown[] = []> {
  readonly #listeners = new Set<(...args: Args) => void>();

  /** @returns how to stop listening */
  on(listener: (...args: Args) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(...args: Args): void {
    for (const listener of this.#listeners) listener(...args);
  }

  /** Stops all listeners. */
  close(): void {
    this.#listeners.clear();
  }
}

/** A stage of the background work; it is over when everything that follows from it is done. */
class Stage<Args extends readonly unknown[] = []> {
  readonly #listeners: ((...args: Args) => Promise<void>)[] = [];

  on(listener: (...args: Args) => Promise<void>): void {
    this.#listeners.push(listener);
  }

  /** Rejects as the first listener that does. */
  async reached(...args: Args): Promise<void> {
    for (const listener of this.#listeners) await listener(...args);
  }
}

/**
 * What the parts of the loop report. What follows from each is the active learner's to say, so that the parts
 * need not know each other.
 */
export class LoopEvents {
  /** Answers to these records were given, changed or withdrawn here. */
  readonly answersChanged = new Signal<[ids: readonly RecordId[]]>();
  /** Other windows wrote into the journal: these records, or any where undefined. */
  readonly changedElsewhere = new Signal<[ids: readonly RecordId[] | undefined]>();
  readonly importedElsewhere = new Signal<[imported: ImportElsewhere]>();
  /** Labels were added, renamed, merged, split or removed, or the defaults changed. */
  readonly labelsChanged = new Signal();
  /** Only the labels' descriptions changed, and the head has them as a prior. */
  readonly labelsReworded = new Signal();
  /** The queue may have room, or another record may come first. */
  readonly queueChanged = new Signal();
  /** A large pool that is still being indexed has its first records. */
  readonly poolReadable = new Signal();
  /** The pool is indexed; nothing of it is embedded. */
  readonly poolOpened = new Stage();
  readonly poolEmbedded = new Stage<[signal: AbortSignal]>();
  /** A fit of everything that is answered by now begins. */
  readonly fitBegan = new Signal();
  /** A head is there and the next batch is drawn by it. */
  readonly headFitted = new Stage<[isRound: boolean]>();
  /** An earlier round was refitted on the present vectors; `isLast`: no other one waits. */
  readonly roundRefitted = new Stage<[isLast: boolean, signal: AbortSignal]>();
  /** The store's file is not on the disk any more; emitted once. */
  readonly storeLost = new Signal<[why: Message]>();
}
