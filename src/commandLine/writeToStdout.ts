import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Content } from '../host/contentOf.ts';

/** Writes to a stream; ignores it if the reader closes the stream early. */
export async function writeTo(stdout: NodeJS.WritableStream, content: Content): Promise<void> {
  try {
    await pipeline(Readable.from(content), stdout, { end: false });
  } catch (error) {
    // The reader closed the pipe early, like `head`.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
}
