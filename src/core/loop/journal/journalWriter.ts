import type { Store } from '../../store/store.ts';
import { StoreLostError } from '../../store/storeErrors.ts';
import type { LoopEvents } from '../loopEvents.ts';
import type { WriteQueue, StoreSetting, Write } from './writeQueue.ts';
import { OtherWindows, type OthersChanges } from './otherWindows.ts';

export interface JournalWriterOptions {
  readonly store: Store;
  readonly writeQueue: Pick<WriteQueue, 'run' | 'storeSetting'>;
  /** Changes by other windows are reported before anything is committed. */
  readonly events: Pick<LoopEvents, 'changedElsewhere' | 'importedElsewhere' | 'storeLost'>;
}

/** All journal writes go through it, so that changes by other windows are read first. */
export class JournalWriter {
  readonly #options: JournalWriterOptions;
  readonly #others: OtherWindows;
  /** Writes a setting that no caller waits for; see `WriteQueue.storeSetting`. */
  readonly storeSetting: StoreSetting;
  #lost = false;

  constructor(options: JournalWriterOptions) {
    this.#options = options;
    const { store, events } = options;
    this.#others = new OtherWindows(store, (imported) => events.importedElsewhere.emit(imported));
    this.storeSetting = options.writeQueue.storeSetting;
  }

  /** Whether the store's file is gone: nothing can be committed until the store is reopened. */
  get isLost(): boolean {
    return this.#lost;
  }

  /** Reports and returns what other windows changed since the last call. @throws StoreLostError */
  readOthersChanges(): OthersChanges {
    const elsewhere = this.#look();
    const { changedElsewhere } = this.#options.events;
    if (elsewhere === 'all') changedElsewhere.emit(undefined);
    else if (elsewhere.length > 0) changedElsewhere.emit(elsewhere);
    return elsewhere;
  }

  #look(): OthersChanges {
    try {
      return this.#others.changesSinceLast();
    } catch (error) {
      this.#failed(error);
      throw error;
    }
  }

  /** Call regularly, even while no answers are given. */
  readonly poll = (): void => {
    if (!this.#lost) this.readOthersChanges();
  };

  /** Commits in turn, after reading what other windows have written; see `WriteQueue.run`. */
  readonly run: Write = (commit) =>
    this.write((into, then) => {
      this.readOthersChanges();
      return commit(into, then);
    });

  /** Writes data that does not depend on other windows, such as a round; see `WriteQueue.run`. */
  readonly write: Write = async (work) => {
    try {
      return await this.#options.writeQueue.run(work);
    } catch (error) {
      this.#failed(error);
      throw error;
    }
  };

  #failed(error: unknown): void {
    if (!(error instanceof StoreLostError) || this.#lost) return;
    this.#lost = true;
    this.#options.events.storeLost.emit(error.problem);
  }
}
