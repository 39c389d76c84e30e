import type { Readable, Writable } from 'node:stream';

/**
 * Stops reading or writing a file, and waits until it is closed: `destroy` and leaving a `for await` only begin to close
 * it, and Windows neither renames nor removes an open file.
 */
export async function closeStream(stream: Readable | Writable): Promise<void> {
  if (stream.closed) return;
  await new Promise<void>((resolve) => {
    stream.once('close', resolve);
    stream.destroy();
  });
}
