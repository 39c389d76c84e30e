import { UserError } from '../../errors.ts';
import type { WritableStore } from '../../store/store.ts';
import { StoreBusyError } from '../../store/storeErrors.ts';

/** Number of pauses for which a commit waits for a lock: one minute at `pauseMs`. */
const maxPauses = 600;
/** Total number of pauses for all waiting commits while the project closes. */
const pausesAtClosing = 20;
const pauseMs = 100;

/**
 * Runs `work` in turn, as one transaction; see `WriteQueue.run`. Effects that are valid only once the
 * transaction is on disk are passed to `then`.
 */
export type Write = <T>(work: (...commit: Commit) => T) => Promise<T>;

export type Commit = [into: WritableStore, then: AfterCommit];

/** Runs `effect` once the transaction is on disk; never if it fails. */
export type AfterCommit = (effect: () => void) => void;

/** Writes a setting that no caller waits for; see `WriteQueue.storeSetting`. */
export type StoreSetting = (
  name: string,
  change: (present: unknown) => unknown,
  kept?: () => void,
) => void;

interface PendingSetting {
  readonly change: (present: unknown) => unknown;
  readonly written: (() => void) | undefined;
}

/**
 * The only way in which an open project writes to its store: one commit after another, in the order of the
 * requests. A commit that finds the store locked by another window or program is retried without blocking;
 * later commits wait for it.
 */
export class WriteQueue {
  readonly #store: WritableStore;
  readonly #pause: (ms: number) => Promise<void>;
  readonly #waitListeners = new Set<(waiting: boolean) => void>();
  #last: Promise<unknown> | undefined;
  #isCommitting = false;
  #pausesLeft = Infinity;
  /** Changes of settings not written yet, by name, in order. */
  readonly #pending = new Map<string, readonly PendingSetting[]>();
  /** Names in `#pending` whose last attempt failed. */
  readonly #failed = new Set<string>();

  /** @param pause resolves after this many milliseconds, without blocking */
  constructor(store: WritableStore, pause: (ms: number) => Promise<void>) {
    this.#store = store;
    this.#pause = pause;
  }

  /** Calls `listener` when a lock makes commits wait, and when it no longer does. */
  onWait(listener: (waiting: boolean) => void): void {
    this.#waitListeners.add(listener);
  }

  /**
   * Commits synchronously if nothing is waiting. `work` runs under the write lock, so it sees the latest
   * state of the store.
   * @throws as `work` does; StoreBusyError after a minute
   */
  readonly run: Write = (work) => {
    const commit = () => this.#commit(work);
    if (!this.#last && !this.#isCommitting) {
      try {
        const done = Promise.resolve(commit());
        this.#retry();
        return done;
      } catch (error) {
        if (!(error instanceof StoreBusyError)) {
          return Promise.reject(error instanceof Error ? error : new Error(String(error)));
        }
      }
    }
    const before = this.#last ?? Promise.resolve();
    const done = before.then(() => this.#runWithRetries(commit));
    const settled = done.then(
      () => undefined,
      () => undefined,
    );
    this.#last = settled;
    void settled.then(() => {
      if (this.#last === settled) this.#last = undefined;
    });
    return done;
  };

  /**
   * Writes a setting that no caller waits for. If the lock persists or the disk is full, it is retried after
   * the next successful commit.
   * @param change computes the new value from the current one
   * @param kept called when it is written
   */
  readonly storeSetting: StoreSetting = (name, change, kept) => {
    const before = this.#pending.get(name);
    this.#pending.set(name, [...(before ?? []), { change, written: kept }]);
    if (!before || this.#failed.has(name)) this.#keepNow(name);
  };

  /** Shortens the wait for locks, since the project is closing. */
  close(): void {
    this.#pausesLeft = pausesAtClosing;
  }

  #commit<T>(work: (...commit: Commit) => T): T {
    const effects: (() => void)[] = [];
    this.#isCommitting = true;
    let result: T;
    try {
      result = this.#store.atomically(() => work(this.#store, (effect) => effects.push(effect)));
    } finally {
      this.#isCommitting = false;
    }
    for (const effect of effects) effect();
    return result;
  }

  #keepNow(name: string): void {
    this.#failed.delete(name);
    const written = this.run((into, then) => {
      const passing = this.#pending.get(name) ?? [];
      const value = passing.reduce((present, { change }) => change(present), into.setting(name));
      into.setSetting(name, value);
      then(() => {
        this.#pending.delete(name);
        for (const setting of passing) setting.written?.();
      });
    });
    written.catch((error: unknown) => {
      this.#failed.add(name);
      // The user learns of errors such as a full disk from answers, which fail as well.
      if (!(error instanceof UserError)) throw error;
    });
  }

  #retry(): void {
    const [name] = this.#failed;
    if (name !== undefined) this.#keepNow(name);
  }

  async #runWithRetries<T>(commit: () => T): Promise<T> {
    for (let pauses = 0; ; pauses++) {
      try {
        const result = commit();
        if (pauses > 0) this.#notifyWaiting(false);
        this.#retry();
        return result;
      } catch (error) {
        const isOver = pauses === maxPauses || this.#pausesLeft <= 0;
        if (!(error instanceof StoreBusyError) || isOver) {
          if (pauses > 0) this.#notifyWaiting(false);
          throw error;
        }
        if (pauses === 0) this.#notifyWaiting(true);
        this.#pausesLeft--;
        await this.#pause(pauseMs);
      }
    }
  }

  #notifyWaiting(waiting: boolean): void {
    for (const listener of this.#waitListeners) listener(waiting);
  }
}
