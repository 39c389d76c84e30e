import { english, type Say } from '../core/localize.ts';

/**
 * Translates what people read. `vscode.l10n` is one; code that must not import `vscode` at run time
 * is given it, and tests give `plain`.
 */
export interface Localize {
  /** @param message with {0}, {1}, … where the arguments go. */
  t(message: string, ...args: (string | number | boolean)[]): string;
}

/** English as written. */
export const plain: Localize = {
  t: (message, ...args) =>
    english(message, ...args.map((arg) => (arg === true || arg === false ? String(arg) : arg))),
};

/** As the core asks for sentences. */
export function sayWith(l10n: Localize): Say {
  return (sentence, ...args) => l10n.t(sentence, ...args);
}
