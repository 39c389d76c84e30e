import { open, type FileHandle } from 'node:fs/promises';
import { HumanError, throwIfAborted } from '../../core/errors.ts';
import type { ByteSource } from '../../core/pool/byteSource.ts';
import { fileError } from './fileError.ts';
import { inflateOnce } from './gzipSpool.ts';

/** The first chunk is small so that the first record is there at once; 256 KiB take about 4 ms to index. */
const firstChunk = 2 ** 16;
const chunk = 2 ** 18;

export interface FileSourceOptions {
  /** Where the file is. */
  readonly location: string;
  /** How it is called in problems; its location when left out. */
  readonly path?: string;
  /** A gzip file is inflated once into `cacheFolder`, so that records can be read from the middle of it. */
  readonly gzip?: boolean;
  readonly cacheFolder?: string;
  readonly signal?: AbortSignal;
}

/** @throws HumanError if the file cannot be opened, or is not gzip where it should be. */
export async function openFileSource(options: FileSourceOptions): Promise<ByteSource> {
  const { location, gzip = false, cacheFolder, signal } = options;
  const path = options.path ?? location;
  let plain = location;
  if (gzip) {
    if (cacheFolder === undefined) throw new Error('openFileSource: gzip needs a cacheFolder');
    plain = await inflateOnce(location, path, cacheFolder, signal);
  }
  let file: FileHandle;
  try {
    file = await open(plain, 'r');
    if (!(await file.stat()).isFile()) {
      await file.close();
      throw new HumanError(`${path} is not a file.`);
    }
  } catch (error) {
    throw error instanceof HumanError ? error : fileError(path, error);
  }

  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(length);
    let filled = 0;
    try {
      while (filled < length) {
        const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
    } catch (error) {
      throw fileError(path, error);
    }
    return filled === length ? bytes : bytes.subarray(0, filled);
  };

  return {
    path,
    read,
    size: async () => (await file.stat()).size,
    close: () => file.close(),
    async *stream(start = 0, abort?: AbortSignal) {
      let offset = start;
      let pending = read(offset, firstChunk);
      for (;;) {
        throwIfAborted(abort);
        const bytes = await pending;
        if (bytes.length === 0) return;
        offset += bytes.length;
        // The next chunk is read while this one is worked on.
        pending = read(offset, chunk);
        pending.catch(() => undefined);
        yield bytes;
      }
    },
  };
}
