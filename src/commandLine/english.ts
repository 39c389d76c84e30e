import { untranslated } from '../core/localize.ts';
import type { Message } from '../core/messages/message.ts';
import { textOf } from '../vscode/text/messages/textOf.ts';

/** The text of a message; the command line is in English only. */
export function english(message: Message): string {
  return textOf(message, untranslated);
}
