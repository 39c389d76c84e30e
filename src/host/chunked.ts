import { throwIfAborted } from '../core/errors.ts';

/**
 * Joins lines into chunks large enough for a write.
 * @throws CancelledError
 */
export async function* chunked(
  lines: AsyncIterable<string>,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  let chunk = '';
  for await (const line of lines) {
    chunk += line;
    if (chunk.length < 2 ** 16) continue;
    throwIfAborted(signal);
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
