import { throwIfAborted } from '../core/errors.ts';

/**
 * Joins lines into chunks large enough for a write.
 * @throws CancelledError
 */
export async function* chunked(
  lines: AsyncIterable<string>,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  let piece = '';
  for await (const line of lines) {
    piece += line;
    if (piece.length < 2 ** 16) continue;
    throwIfAborted(signal);
    yield piece;
    piece = '';
  }
  yield piece;
}
