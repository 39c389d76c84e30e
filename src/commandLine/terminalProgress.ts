/** A status line that overwrites itself on a terminal. */
export class TerminalProgress {
  readonly #out: NodeJS.WriteStream;
  #shown = false;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  /** A line in a log, where there is no terminal to show a status line. */
  note(text: string): void {
    if (!this.#out.isTTY) this.#out.write(`${text}\n`);
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
