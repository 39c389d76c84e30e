import { userInfo } from 'node:os';
import { UserError } from '../core/errors.ts';
import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import {
  importAnswers,
  planImport,
  type Imported,
  type Replaced,
} from '../host/importToProject.ts';
import type { ImportArguments } from './importArguments.ts';

/** @throws UserError, and then nothing was imported; CancelledError */
export async function runImport(
  { project, request, dryRun, yes, migrate }: ImportArguments,
  {
    complain,
    signal,
  }: {
    readonly complain: (said: Message) => void;
    readonly signal: AbortSignal;
  },
): Promise<Imported> {
  if (dryRun) return planImport(project, request, { signal });
  const confirm = async (replaced: readonly Replaced[]): Promise<void> => {
    for (const { id, annotator, at } of replaced) {
      complain(message('import.replaces', { id, annotator, at }));
    }
    if (!yes) throw new UserError(message('import.needsYes', { count: replaced.length }));
    return Promise.resolve();
  };
  return importAnswers(project, request, {
    annotator: request.annotator ?? userInfo().username,
    migrate,
    confirm,
    signal,
  });
}
