/** A status line that overwrites itself on a terminal; prints nothing without one. */
export class TerminalProgress {
  readonly #out: NodeJS.WriteStream;
  #shown = false;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  show(text: string): void {
    if (!this.#out.isTTY) return;
    this.#out.write(`\r\u001b[K${text.slice(0, (this.#out.columns || 80) - 1)}`);
    this.#shown = true;
  }

  clear(): void {
    if (!this.#shown) return;
    this.#out.write('\r\u001b[K');
    this.#shown = false;
  }
}
