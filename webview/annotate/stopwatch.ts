/**
 * Measures for how many milliseconds a record is on screen while the page is visible. Callers pass in the
 * time.
 */
export class Stopwatch {
  #recordId: string | undefined;
  #visible = true;
  #collected = 0;
  #since: number | undefined;

  /** Sets the record on screen: a new record starts at zero, the same one continues. */
  show(recordId: string | undefined, now: number): void {
    if (recordId === this.#recordId) return;
    this.#recordId = recordId;
    this.#collected = 0;
    this.#since = undefined;
    this.#run(now);
  }

  setVisible(visible: boolean, now: number): void {
    if (visible === this.#visible) return;
    this.#collected = this.elapsed(now);
    this.#since = undefined;
    this.#visible = visible;
    this.#run(now);
  }

  elapsed(now: number): number {
    return this.#collected + (this.#since === undefined ? 0 : now - this.#since);
  }

  #run(now: number): void {
    if (this.#visible && this.#recordId !== undefined) this.#since = now;
  }
}
