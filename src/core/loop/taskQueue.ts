import { UnreachableError } from '../errors.ts';

/**
 * Runs background work one piece at a time: indexing, embedding, refits. Cancelling aborts the running piece;
 * waiting pieces start with a fresh signal.
 */
export class TaskQueue {
  readonly #onSettled: () => void;
  readonly #onError: (error: unknown) => void;
  #last: Promise<void> = Promise.resolve();
  #abort = new AbortController();
  #closed = false;

  /**
   * @param onSettled called after every piece, whatever its outcome
   * @param onError called with errors of a piece, except for cancellation and the engine's exit
   */
  constructor(onSettled: () => void, onError: (error: unknown) => void) {
    this.#onSettled = onSettled;
    this.#onError = onError;
  }

  /** Runs a piece after those queued before it. Rejects as the piece does, after the error was reported. */
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

  /** As `run`, unawaited; errors are reported. */
  schedule(work: (signal: AbortSignal) => Promise<void>): void {
    this.track(this.run(work));
  }

  /** Reports errors of unawaited work. */
  track(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.reportError(error));
  }

  reportError(error: unknown): void {
    // The engine's exit has its own event, and a cancellation is known to its caller.
    if (this.#closed || error instanceof UnreachableError) return;
    if (error instanceof Error && error.name === 'CancelledError') return;
    this.#onError(error);
  }

  cancel(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  /** Cancels all work and waits until it has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.cancel();
    await this.#last;
  }
}
