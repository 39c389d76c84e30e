import { StoreBusyError } from '../store/storeErrors.ts';

/** A lock is waited for in so many pauses; a minute, as the host counts. */
const mostPauses = 600;
const pauseMs = 100;

export interface CommitsOptions {
  /** Resolves after so many milliseconds, while everything else goes on. */
  readonly pause: (ms: number) => Promise<void>;
  /** Told when a lock keeps commits waiting, and when that is over. */
  readonly onWait: (waiting: boolean) => void;
}

/**
 * Commits to the store, one after another in the order in which they were asked for. One that finds the
 * store locked by another window or program is tried again; those behind it wait for it.
 */
export class Commits {
  readonly #options: CommitsOptions;
  #last: Promise<unknown> | undefined;

  constructor(options: CommitsOptions) {
    this.#options = options;
  }

  /**
   * Commits at once where nothing waits, before it returns.
   * @throws as `commit` does, and StoreBusyError after a minute.
   */
  run<T>(commit: () => T): Promise<T> {
    if (!this.#last) {
      try {
        return Promise.resolve(commit());
      } catch (error) {
        if (!(error instanceof StoreBusyError)) return Promise.reject(error as Error);
      }
    }
    const before = this.#last ?? Promise.resolve();
    const done = before.then(() => this.#patiently(commit));
    const settled = done.then(
      () => undefined,
      () => undefined,
    );
    this.#last = settled;
    void settled.then(() => {
      if (this.#last === settled) this.#last = undefined;
    });
    return done;
  }

  async #patiently<T>(commit: () => T): Promise<T> {
    const { pause, onWait } = this.#options;
    for (let pauses = 0; ; pauses++) {
      try {
        const result = commit();
        if (pauses > 0) onWait(false);
        return result;
      } catch (error) {
        if (!(error instanceof StoreBusyError) || pauses === mostPauses) {
          if (pauses > 0) onWait(false);
          throw error;
        }
        if (pauses === 0) onWait(true);
        await pause(pauseMs);
      }
    }
  }
}
