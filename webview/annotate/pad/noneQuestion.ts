/**
 * The question whether no label applies to a record. A key confirms it only if pressed while the question was
 * already on screen.
 */
export class NoneQuestion {
  #asked: { readonly recordId: string; readonly since?: number } | undefined;

  get isOpen(): boolean {
    return this.#asked !== undefined;
  }

  /** Keeps a question that is already open. */
  ask(recordId: string): void {
    this.#asked ??= { recordId };
  }

  /** @param at when it appeared on screen */
  shown(at: number): void {
    if (this.#asked) this.#asked = { ...this.#asked, since: at };
  }

  /** Drops the question unless this is its record. */
  keepFor(recordId: string | undefined): void {
    if (this.#asked?.recordId !== recordId) this.drop();
  }

  drop(): void {
    this.#asked = undefined;
  }

  /** Whether a key pressed at this time confirms it. */
  isConfirmedAt(at: number): boolean {
    return at >= (this.#asked?.since ?? Infinity);
  }
}
