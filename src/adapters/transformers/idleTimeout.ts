/** Ends a piece of work that has shown no sign of life for a while, or that is cancelled. */
export class IdleTimeout {
  readonly signal: AbortSignal;
  readonly #own = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(milliseconds: number, cancelled: AbortSignal | undefined) {
    this.signal = cancelled ? AbortSignal.any([cancelled, this.#own.signal]) : this.#own.signal;
    this.#timer = setTimeout(() => this.#own.abort(), milliseconds);
  }

  /** It was this that ended the work. */
  get ended(): boolean {
    return this.#own.signal.aborted;
  }

  /** A sign of life. */
  renew(): void {
    this.#timer.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
