import type { Message } from '../core/messages/message.ts';
import { english } from './english.ts';

/** A status line that overwrites itself on a terminal. */
export class TerminalProgress {
  readonly #out: NodeJS.WriteStream;
  #shown = false;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  /** Writes a line to a log, where there is no terminal to show a status line. */
  note(event: Message): void {
    if (!this.#out.isTTY) this.#out.write(`${english(event)}\n`);
  }

  show(state: Message): void {
    if (!this.#out.isTTY) return;
    this.#out.write(`\r\u001b[K${english(state).slice(0, (this.#out.columns || 80) - 1)}`);
    this.#shown = true;
  }

  clear(): void {
    if (!this.#shown) return;
    this.#out.write('\r\u001b[K');
    this.#shown = false;
  }
}
