import * as vscode from 'vscode';
import { describeError, type DescribedError } from './text/errorText.ts';
import { localize } from './windowLanguage.ts';

/** Reports each error once, in the right place. */
export class ErrorReporter {
  readonly #log: vscode.LogOutputChannel;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
  }

  /** For actions that the user started: shows a message. */
  report(error: unknown): void {
    const described = describeError(error, localize);
    if (described.kind === 'cancelled') return;
    if (described.kind === 'human') {
      this.#warn(described);
      void vscode.window.showErrorMessage(described.message);
      return;
    }
    this.#log.error(described.details);
    const show = localize('Show Log');
    void vscode.window.showErrorMessage(described.message, show).then((chosen) => {
      if (chosen === show) this.#log.show();
    });
  }

  /** For background work whose state the panel and status bar already show: logs only. */
  note(error: unknown): void {
    const described = describeError(error, localize);
    if (described.kind === 'human') this.#warn(described);
    else if (described.kind === 'unexpected') this.#log.error(described.details);
  }

  #warn({ message, cause }: Extract<DescribedError, { kind: 'human' }>): void {
    this.#log.warn(cause === undefined ? message : `${message}\nCaused by: ${cause}`);
  }
}
