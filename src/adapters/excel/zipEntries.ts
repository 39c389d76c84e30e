import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Unzip, UnzipInflate } from 'fflate';
import { throwIfAborted, UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { closeStream } from '../files/closeStream.ts';

/**
 * Limits of the unpacked size: ratio to the packed size, maximum, and bytes allowed in any case.
 */
const mostTimes = 200;
const mostBytes = 4 * 2 ** 30;
const fewBytes = 2 ** 24;
/** Small pieces limit how much each one can unpack to. */
const pieceBytes = 2 ** 14;

export interface Zip {
  readonly location: string;
  readonly path: string;
  readonly signal?: AbortSignal;
}

/** Receives the bytes of an entry. Returns false to stop. */
export type OnBytes = (bytes: Uint8Array, last: boolean) => boolean | undefined;

/**
 * Reads an archive from front to back, and unpacks the wanted entries. Yields after every piece, so
 * that the caller can pass on what it produced.
 * @param wanted returns the receiver of an entry, by its name; undefined skips it
 * @throws UserError if it unpacks beyond the limit; CancelledError; the library's error if it is
 * damaged
 */
export async function* unzip(
  { location, path, signal }: Zip,
  wanted: (name: string) => OnBytes | undefined,
): AsyncGenerator<void> {
  const { size } = await stat(location);
  const most = Math.max(fewBytes, Math.min(mostTimes * size, mostBytes));
  let taken = 0;
  let open = 0;
  let failed: Error | undefined;
  let wantsMore = true;
  const archive = new Unzip((entry) => {
    const take = wanted(entry.name);
    if (!take) return;
    open++;
    entry.ondata = (error, bytes, last) => {
      if (error) failed ??= error;
      if (failed) return;
      taken += bytes.length;
      if (taken > most) {
        failed = new UserError(message('file.unpacksTooFar', { path, most }));
        return;
      }
      if (last) open--;
      if (take(bytes, last) === false) wantsMore = false;
    };
    entry.start();
  });
  archive.register(UnzipInflate);
  const stream = createReadStream(location, { highWaterMark: pieceBytes });
  try {
    for await (const piece of stream as AsyncIterable<Uint8Array>) {
      throwIfAborted(signal);
      archive.push(piece);
      if (failed) throw failed;
      yield;
      if (!wantsMore) return;
    }
  } finally {
    await closeStream(stream);
  }
  archive.push(new Uint8Array(0), true);
  if (failed) throw failed;
  if (open > 0) throw new Error('the archive ends within an entry');
  yield;
}
