import { untranslated } from '../../src/core/localize.ts';
import { userMessageOf } from '../../src/core/errors.ts';
import type { Message } from '../../src/core/messages/message.ts';
import { textOf } from '../../src/vscode/text/messages/textOf.ts';

/** A message as shown by the command line and an English window; '' for none. */
export function english(message: Message | undefined): string {
  return message === undefined ? '' : textOf(message, untranslated);
}

/** For `assert.throws` and `assert.rejects`: matches an error by its English text. */
export function says(pattern: RegExp | string): (error: unknown) => boolean {
  return (error) => {
    const text = english(userMessageOf(error)) || (error as Error).message;
    if (typeof pattern === 'string' ? text === pattern : pattern.test(text)) return true;
    throw new Error(`The error says "${text}", not ${String(pattern)}.`, { cause: error });
  };
}
