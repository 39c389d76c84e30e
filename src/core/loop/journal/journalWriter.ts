import type { Store } from '../../store/store.ts';
import { StoreLostError } from '../../store/storeErrors.ts';
import type { LoopEvents } from '../loopEvents.ts';
import type { WriteQueue, Keep, Write } from './writeQueue.ts';
import { OtherWindows, type OthersChanges } from './otherWindows.ts';

export interface JournalWriterOptions {
  readonly store: Store;
  readonly writeQueue: Pick<WriteQueue, 'run' | 'keep'>;
  /** What other windows changed is reported before anything is committed. */
  readonly events: Pick<LoopEvents, 'changedElsewhere' | 'importedElsewhere' | 'storeLost'>;
}

/** Every change of the journal passes it: the changes of other windows are read first. */
export class JournalWriter {
  readonly #options: JournalWriterOptions;
  readonly #others: OtherWindows;
  /** Writes a setting in passing; see `WriteQueue.keep`. */
  readonly keep: Keep;
  #lost = false;

  constructor(options: JournalWriterOptions) {
    this.#options = options;
    const { store, events } = options;
    this.#others = new OtherWindows(store, (one) => events.importedElsewhere.emit(one));
    this.keep = options.writeQueue.keep;
  }

  /** Whether the store's file is gone: nothing can be committed until it is opened again. */
  get isLost(): boolean {
    return this.#lost;
  }

  /** Reports what other windows changed since the last call, and returns it. @throws StoreLostError */
  followOthers(): OthersChanges {
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

  /** To be called now and then, also while nobody answers. */
  readonly poll = (): void => {
    if (!this.#lost) this.followOthers();
  };

  /** Commits in turn, on what others have written by then; see `WriteQueue.run`. */
  readonly run: Write = (commit) =>
    this.write((into, then) => {
      this.followOthers();
      return commit(into, then);
    });

  /** Writes what does not depend on other windows, such as a round; see `WriteQueue.run`. */
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
