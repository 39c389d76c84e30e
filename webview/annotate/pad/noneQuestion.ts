/**
 * The question whether no label applies to a record. A key confirms it only if it was pressed after the
 * question was on screen.
 */
export class NoneQuestion {
  #asked: { readonly recordId: string; readonly since?: number } | undefined;

  get isOpen(): boolean {
    return this.#asked !== undefined;
  }

  /** A question that is open stays as it is. */
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

  /** Whether a key pressed at this time answers it. */
  isConfirmedAt(at: number): boolean {
    return at >= (this.#asked?.since ?? Infinity);
  }
}
