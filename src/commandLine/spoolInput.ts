import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { throwIfAborted } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import { english } from './english.ts';

/** The name of standard input, where messages name files. */
export const standardInput = english(message('cli.standardInput', {}));

/**
 * Writes standard input into a file, which can be read more than once.
 * @throws CancelledError
 */
export async function spool(
  stdin: NodeJS.ReadableStream,
  location: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await pipeline(stdin, createWriteStream(location), { signal });
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  }
}
