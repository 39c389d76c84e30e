import { UserError } from '../core/errors.ts';
import { untranslated } from '../core/localize.ts';
import type { Message } from '../core/messages/message.ts';
import { modelFolderTexts } from '../vscode/text/messages/modelFolderTexts.ts';
import type { Texts } from '../vscode/text/messages/texts.ts';

/** An error whose message is a sentence for the user. */
export class ScriptError extends Error {}

/** Runs `work` and converts each UserError to a `ScriptError` with its sentence. */
export async function withScriptErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError)
      throw new ScriptError(formatMessage(error.problem), { cause: error });
    throw error;
  }
}

/** Formats a message in English; the scripts contain only the texts about model folders. */
export function formatMessage({ code, params }: Message): string {
  const texts = modelFolderTexts as Texts<Record<string, object>>;
  return texts[code]?.(params, untranslated, formatMessage) ?? code;
}
