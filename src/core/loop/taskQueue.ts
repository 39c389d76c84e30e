import { UnreachableError } from '../errors.ts';

/**
 * Background work, one piece after another: indexing, embedding, refits. Cancelling aborts the running
 * piece; those that wait start with a fresh signal.
 */
export class TaskQueue {
  readonly #onSettled: () => void;
  readonly #onError: (error: unknown) => void;
  #last: Promise<void> = Promise.resolve();
  #abort = new AbortController();
  #closed = false;

  /**
   * @param onSettled called after every piece, however it ended.
   * @param onError called with what a piece threw, except for cancellations and the engine's end.
   */
  constructor(onSettled: () => void, onError: (error: unknown) => void) {
    this.#onSettled = onSettled;
    this.#onError = onError;
  }

  /** Runs a piece after those before it. Rejects as the piece does, which is reported already. */
  run(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const run = this.#last.then(async () => {
      if (this.#closed) return;
      try {
        await work(this.#abort.signal);
      } finally {
        if (!this.#closed) this.#onSettled();
      }
    });
    this.#last = run.catch((error: unknown) => this.reportError(error));
    return run;
  }

  /** The same unawaited; what it throws is reported. */
  schedule(work: (signal: AbortSignal) => Promise<void>): void {
    this.track(this.run(work));
  }

  /** Reports what unawaited work throws. */
  track(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.reportError(error));
  }

  reportError(error: unknown): void {
    // The engine's end has its own event, and whoever cancels knows.
    if (this.#closed || error instanceof UnreachableError) return;
    if (error instanceof Error && error.name === 'CancelledError') return;
    this.#onError(error);
  }

  cancel(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  /** Cancels everything and waits until it has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.cancel();
    await this.#last;
  }
}
