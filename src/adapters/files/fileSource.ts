import { open, type FileHandle } from 'node:fs/promises';
import { message } from '../../core/messages/messages.ts';
import { UserError, throwIfAborted } from '../../core/errors.ts';
import type { ByteSource } from '../../core/pool/byteSource.ts';
import type { StoredForm } from '../../core/pool/poolSpec.ts';
import type { TableReaders } from '../../core/pool/tableReader.ts';
import { fileError } from './fileError.ts';
import { encodingOf, endsLinesWithCr, lineEndBytes, spoolOnce } from './spool.ts';

/**
 * The first chunk is small so that the first record appears at once; 256 KiB take about 4 ms to
 * index.
 */
const firstChunk = 2 ** 16;
const chunk = 2 ** 18;

export interface FileSourceOptions extends StoredForm {
  /** Path of the file on disk. */
  readonly location: string;
  /** Path in problem reports; default: its location. */
  readonly path?: string;
  /** Bytes that a compressed file may unpack to; by default 200 times its size, 4 GB at most. */
  readonly maxUnpacked?: number;
  /** A file of a project's pool, which may unpack to 4 GB, or to 200 times its size if that is more. */
  readonly ofProject?: true;
  /**
   * A file that is compressed, a table, not in UTF-8, or has lines ending with CR alone is written
   * once into this folder as plain UTF-8, to allow random access to records.
   */
  readonly cacheFolder?: string;
  /** Required for tables. */
  readonly tables?: TableReaders;
  readonly signal?: AbortSignal;
}

/** @throws UserError if the file cannot be opened, or is not gzip as declared. */
export async function openFileSource(options: FileSourceOptions): Promise<ByteSource> {
  const path = options.path ?? options.location;
  const plain = await plainLocation(options, path);
  let file: FileHandle;
  try {
    file = await open(plain, 'r');
    if (!(await file.stat()).isFile()) {
      await file.close();
      throw new UserError(message('file.notAFile', { path }));
    }
  } catch (error) {
    throw error instanceof UserError ? error : fileError(path, error);
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
      // If the consumer stops early, its result is not awaited.
      pending.catch(() => undefined);
      for (;;) {
        throwIfAborted(abort);
        const bytes = await pending;
        if (bytes.length === 0) return;
        offset += bytes.length;
        // Reads the next chunk while this one is processed.
        pending = read(offset, chunk);
        pending.catch(() => undefined);
        yield bytes;
      }
    },
  };
}

/** Location of the file as plain UTF-8. */
async function plainLocation(options: FileSourceOptions, path: string): Promise<string> {
  const { location, gzip = false, zstd = false, encoding = 'utf-8', cacheFolder } = options;
  const { table, sheet, signal, maxUnpacked, ofProject, tables } = options;
  if (!gzip && !zstd && table === undefined && encoding === 'utf-8') {
    const head = await headOf(location, path);
    if (encodingOf(head, encoding) === 'utf-8' && !endsLinesWithCr(head)) return location;
  }
  if (cacheFolder === undefined) throw new Error('openFileSource: this file needs a cacheFolder');
  return spoolOnce({
    location,
    path,
    cacheFolder,
    gzip,
    zstd,
    encoding,
    ...(table && {
      table: {
        kind: table,
        reader: await tables![table](),
        ...(sheet !== undefined && { sheet }),
      },
    }),
    ...(signal ? { signal } : {}),
    ...(maxUnpacked === undefined ? {} : { maxUnpacked }),
    ...(ofProject ? { ofProject } : {}),
  });
}

async function headOf(location: string, path: string): Promise<Uint8Array> {
  try {
    const file = await open(location, 'r');
    try {
      const bytes = new Uint8Array(lineEndBytes);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(path, error);
  }
}
