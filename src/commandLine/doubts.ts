import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import { withOption } from '../core/pool/reading/doubtOption.ts';

/**
 * Warnings that a file may have another format than detected, with the options to override it.
 * @param doubts reasons for not being sure
 */
export function doubtWarnings(file: string, doubts: readonly Message[] = []): Message[] {
  return doubts.length === 0
    ? []
    : [message('reading.notSure', { file, doubts: doubts.map(withOption) })];
}

/**
 * Warnings about a file's encoding.
 * @param damaged number of texts that it could not decode (U+FFFD)
 * @param guessed the encoding, if the bytes allow others
 */
export function encodingWarnings(file: string, damaged: number, guessed?: string): Message[] {
  return [
    ...(guessed === undefined
      ? []
      : [message('interchange.encodingGuessed', { encoding: guessed })]),
    ...(damaged > 0 ? [message('interchange.damaged', { file, count: damaged })] : []),
  ];
}
