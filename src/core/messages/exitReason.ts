import { inOwnWords } from '../errors.ts';
import type { Message } from './message.ts';
import { message } from './messages.ts';

/** How a process ended, by what its `exit` event gives: a code, or the signal that ended it. */
export function exitReason(code: number | null, signal: string | null): Message {
  if (signal !== null) return inOwnWords(signal);
  return message('process.exitCode', { code: code ?? 0 });
}
