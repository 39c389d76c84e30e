/** Aborts work that is cancelled or shows no activity for a while. */
export class IdleTimeout {
  readonly signal: AbortSignal;
  readonly #own = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(milliseconds: number, cancelled: AbortSignal | undefined) {
    this.signal = cancelled ? AbortSignal.any([cancelled, this.#own.signal]) : this.#own.signal;
    this.#timer = setTimeout(() => this.#own.abort(), milliseconds);
  }

  /** Whether the timeout ended the work. */
  get ended(): boolean {
    return this.#own.signal.aborted;
  }

  /** Restarts the timeout. */
  renew(): void {
    this.#timer.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
