import { UserError } from '../../errors.ts';
import type { WritableStore } from '../../store/store.ts';
import { StoreBusyError } from '../../store/storeErrors.ts';

/** A commit waits this many pauses for a lock; a minute with the host's pauses. */
const maxPauses = 600;
/** While the project closes, all waiting commits together wait this many. */
const pausesAtClosing = 20;
const pauseMs = 100;

/**
 * Does `work` in its turn, as one transaction; see `WriteQueue.run`. What it does besides writing, and that is
 * only right once it is on disk, it hands to `then`.
 */
export type Write = <T>(work: (...commit: Commit) => T) => Promise<T>;

export type Commit = [into: WritableStore, then: Then];

/** Has something done as soon as the transaction is on disk; not where it is not. */
export type Then = (effect: () => void) => void;

/** Writes a setting that nobody waits for; see `WriteQueue.keep`. */
export type Keep = (name: string, change: (present: unknown) => unknown, kept?: () => void) => void;

interface PendingSetting {
  readonly change: (present: unknown) => unknown;
  readonly written: (() => void) | undefined;
}

/**
 * The one way in which an open project writes to its store: one commit after another, in the order in
 * which they were asked for. One that finds the store locked by another window or program is tried again,
 * while everything else goes on; later ones wait for it.
 */
export class WriteQueue {
  readonly #store: WritableStore;
  readonly #pause: (ms: number) => Promise<void>;
  readonly #waitListeners = new Set<(waiting: boolean) => void>();
  #last: Promise<unknown> | undefined;
  #isCommitting = false;
  #pausesLeft = Infinity;
  /** Settings that are not written yet, by name: how they change, in order. */
  readonly #pending = new Map<string, readonly PendingSetting[]>();
  /** Those of them whose last try failed. */
  readonly #failed = new Set<string>();

  /** @param pause resolves after this many milliseconds, without blocking */
  constructor(store: WritableStore, pause: (ms: number) => Promise<void>) {
    this.#store = store;
    this.#pause = pause;
  }

  /** Tells when a lock keeps commits waiting, and when that is over. */
  onWait(listener: (waiting: boolean) => void): void {
    this.#waitListeners.add(listener);
  }

  /**
   * Commits at once where nothing waits, before it returns. `work` runs while nobody else writes, so it
   * looks at the store as it is then.
   * @throws as `work` does, and StoreBusyError after a minute.
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
   * Writes what nobody waits for. Where the lock lasts or the disk is full it is tried again after the
   * next commit that succeeds.
   * @param change of the setting's present value
   * @param kept called when it is written
   */
  readonly keep: Keep = (name, change, kept) => {
    const before = this.#pending.get(name);
    this.#pending.set(name, [...(before ?? []), { change, written: kept }]);
    if (!before || this.#failed.has(name)) this.#keepNow(name);
  };

  /** From now on a lock is waited for shortly: the project is being closed. */
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
        for (const one of passing) one.written?.();
      });
    });
    written.catch((error: unknown) => {
      this.#failed.add(name);
      // Errors that the user has to know, such as a full disk, are reported by answers: they fail as well.
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
