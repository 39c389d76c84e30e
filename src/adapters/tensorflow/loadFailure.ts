import { inOwnWords, userMessageOf } from '../../core/errors.ts';
import type { Message } from '../../core/messages/message.ts';
import { BackendUnavailableError } from './backend.ts';

/** tfjs also rejects with plain objects, and native loaders print long explanations. */
export function firstLine(error: unknown): string {
  const message =
    typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return String(message).trim().split('\n', 1)[0]!;
}

/** Why a backend does not load: a known reason, or the first line of its error. */
export function failureOf(error: unknown): Message {
  if (error instanceof BackendUnavailableError) return error.problem;
  return userMessageOf(error) ?? inOwnWords(firstLine(error));
}
