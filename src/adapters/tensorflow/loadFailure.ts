import { inOwnWords, userMessageOf } from '../../core/errors.ts';
import type { Message } from '../../core/messages/message.ts';
import { NotServingError } from './backend.ts';

/** tfjs rejects with plain objects too, and native loaders explain themselves at length. */
export function firstLine(error: unknown): string {
  const message =
    typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return String(message).trim().split('\n', 1)[0]!;
}

/** What keeps a backend from loading: what is known of it, or the first line of what it says. */
export function failureOf(error: unknown): Message {
  if (error instanceof NotServingError) return error.problem;
  return userMessageOf(error) ?? inOwnWords(firstLine(error));
}
