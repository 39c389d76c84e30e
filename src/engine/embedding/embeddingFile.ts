import type { DiskFault } from '../../core/messages/embeddingMessages.ts';
import { message } from '../../core/messages/messages.ts';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { UserError, reasonOf } from '../../core/errors.ts';

/** Bytes per record id. */
export const idLength = 16;

/** "MGEV" read as a little-endian 32-bit integer. */
const MAGIC = 0x5645474d;
const VERSION = 1;
const HEADER_BYTES = 160;
const FINGERPRINT_BYTES = 144;
/** Before each block: number of rows, checksum of the rest. */
const BLOCK_HEADER_BYTES = 8;
/** A block with a larger row count counts as damaged. */
const MAX_BLOCK_ROWS = 1 << 16;

/** Consecutive rows with the ids of their records, as stored in the file. */
export interface EmbeddingBlock {
  /** 16 bytes per row. */
  readonly ids: Uint8Array;
  /** Row-major rows × dimensions. */
  readonly rows: Float32Array;
  /** File offset of the first vector; the others follow, `4 × dimensions` bytes each. */
  readonly offset: number;
}

/**
 * Unit vectors on disk by record id. A header (magic, version, dimensions, fingerprint of the
 * embedder) precedes append-only blocks, each with a checksum; all little-endian. If a crash
 * truncated a block, the next opening drops it and everything after it.
 */
export class EmbeddingFile {
  readonly path: string;
  readonly dimensions: number;
  readonly #fingerprint: string;
  readonly #isWritable: boolean;
  #handle: FileHandle;
  #end: number;

  private constructor(
    path: string,
    fingerprint: string,
    dimensions: number,
    handle: FileHandle,
    isWritable = true,
  ) {
    this.path = path;
    this.dimensions = dimensions;
    this.#fingerprint = fingerprint;
    this.#isWritable = isWritable;
    this.#handle = handle;
    this.#end = HEADER_BYTES;
  }

  /**
   * Opens the file. Creates it if missing; empties it if it is of another embedder or version.
   * @throws UserError on a file system error.
   */
  static async open(path: string, fingerprint: string, dimensions: number): Promise<EmbeddingFile> {
    return withDiskErrors(path, async () => {
      const header = headerOf(fingerprint, dimensions);
      const handle = (await openExisting(path)) ?? (await open(path, 'w+'));
      const stored = Buffer.alloc(HEADER_BYTES);
      await handle.read(stored, 0, HEADER_BYTES, 0);
      if (!stored.equals(header)) {
        await handle.truncate(0);
        await handle.write(header, 0, HEADER_BYTES, 0);
      }
      return new EmbeddingFile(path, fingerprint, dimensions, handle);
    });
  }

  /**
   * Opens the file read-only; others may have it open for writing.
   * @returns undefined if it cannot be read, or is of another embedder or version
   */
  static async openToRead(
    path: string,
    fingerprint: string,
    dimensions: number,
  ): Promise<EmbeddingFile | undefined> {
    const handle = await open(path, 'r').catch(() => undefined);
    if (!handle) return undefined;
    const file = new EmbeddingFile(path, fingerprint, dimensions, handle, false);
    if (await file.belongsToEmbedder()) return file;
    await handle.close();
    return undefined;
  }

  /**
   * Whether the file still belongs to its embedder. A writer may empty a file opened read-only and
   * refill it for another embedder at any time; then discard everything read before this call.
   */
  async belongsToEmbedder(): Promise<boolean> {
    const stored = Buffer.alloc(HEADER_BYTES);
    await this.#handle.read(stored, 0, HEADER_BYTES, 0);
    return stored.equals(headerOf(this.#fingerprint, this.dimensions));
  }

  /**
   * All intact blocks, in file order. At the end, the iteration truncates the file after the last
   * one, unless it is read-only.
   */
  async *blocks(): AsyncGenerator<EmbeddingBlock> {
    const { size } = await this.#handle.stat();
    for (let at = HEADER_BYTES; ;) {
      const block = await this.#readBlock(at, size);
      if (!block) {
        this.#end = at;
        if (at < size && this.#isWritable) {
          await withDiskErrors(this.path, () => this.#handle.truncate(at));
        }
        return;
      }
      yield block;
      at = block.offset + block.rows.byteLength;
    }
  }

  /**
   * Appends a block and returns the offset of its first vector.
   * @throws UserError on a file system error, for example a full disk.
   */
  async append(ids: Uint8Array, rows: Float32Array): Promise<number> {
    const count = ids.length / idLength;
    const bytes = Buffer.alloc(BLOCK_HEADER_BYTES + ids.length + rows.byteLength);
    bytes.set(ids, BLOCK_HEADER_BYTES);
    bytes.set(bytesOf(rows), BLOCK_HEADER_BYTES + ids.length);
    bytes.writeUInt32LE(count, 0);
    bytes.writeUInt32LE(checksum(bytes.subarray(BLOCK_HEADER_BYTES)), 4);
    await withDiskErrors(this.path, () => writeAll(this.#handle, bytes, this.#end));
    const offset = this.#end + BLOCK_HEADER_BYTES + ids.length;
    this.#end += bytes.length;
    return offset;
  }

  /** Fills `out` with consecutive vectors starting at `offset`. */
  async read(offset: number, out: Float32Array): Promise<void> {
    await withDiskErrors(this.path, () => readAll(this.#handle, bytesOf(out), offset));
  }

  async flush(): Promise<void> {
    await withDiskErrors(this.path, () => this.#handle.datasync());
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** Replaces the file's contents with these blocks; earlier offsets become invalid. */
  async replaceWith(
    blocks: AsyncIterable<{ readonly ids: Uint8Array; readonly rows: Float32Array }>,
    onAppended: (offset: number) => void,
  ): Promise<void> {
    const path = `${this.path}.new`;
    await rm(path, { force: true });
    const replacement = await EmbeddingFile.open(path, this.#fingerprint, this.dimensions);
    try {
      for await (const { ids, rows } of blocks) onAppended(await replacement.append(ids, rows));
      await replacement.flush();
    } finally {
      await replacement.close();
    }
    await withDiskErrors(this.path, async () => {
      // Windows cannot rename onto an open file.
      await this.#handle.close();
      await rename(path, this.path);
      this.#handle = await open(this.path, 'r+');
      this.#end = replacement.#end;
    });
  }

  async #readBlock(at: number, size: number): Promise<EmbeddingBlock | undefined> {
    if (at + BLOCK_HEADER_BYTES > size) return undefined;
    const header = Buffer.alloc(BLOCK_HEADER_BYTES);
    await withDiskErrors(this.path, () => readAll(this.#handle, header, at));
    const count = header.readUInt32LE(0);
    const length = count * (idLength + 4 * this.dimensions);
    const begin = at + BLOCK_HEADER_BYTES;
    if (count === 0 || count > MAX_BLOCK_ROWS || begin + length > size) return undefined;
    const body = new Uint8Array(length);
    await withDiskErrors(this.path, () => readAll(this.#handle, body, begin));
    if (checksum(body) !== header.readUInt32LE(4)) return undefined;
    return {
      ids: body.subarray(0, count * idLength),
      rows: new Float32Array(body.buffer, count * idLength, count * this.dimensions),
      offset: begin + count * idLength,
    };
  }
}

function headerOf(fingerprint: string, dimensions: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(MAGIC, 0);
  header.writeUInt32LE(VERSION, 4);
  header.writeUInt32LE(dimensions, 8);
  const bytes = Buffer.from(fingerprint);
  if (bytes.length > FINGERPRINT_BYTES) {
    throw new RangeError(`EmbeddingFile: a fingerprint of ${bytes.length} bytes is too long`);
  }
  header.writeUInt32LE(bytes.length, 12);
  bytes.copy(header, 16);
  return header;
}

async function openExisting(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** FNV-1a over 32-bit words (the length is a multiple of four), with a final avalanche. */
function checksum(bytes: Uint8Array): number {
  // A Buffer may start at any byte of its pool; words must be aligned.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
  let h = 0x811c9dc5;
  for (let i = 0; i < words.length; i++) h = Math.imul(h ^ words[i]!, 0x01000193);
  h ^= h >>> 16;
  h = Math.imul(h, 0x7feb352d);
  return (h ^ (h >>> 15)) >>> 0;
}

function bytesOf(rows: Float32Array): Uint8Array {
  return new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength);
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

async function readAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) throw new TruncatedError();
    done += bytesRead;
  }
}

/** Another process has truncated the file. */
class TruncatedError extends Error {}

const diskFaults: Readonly<Record<string, DiskFault>> = {
  ENOSPC: 'full',
  EDQUOT: 'quota',
  EACCES: 'access',
  EPERM: 'access',
  EROFS: 'readOnly',
  ENOENT: 'noFolder',
  EISDIR: 'isFolder',
};

/** Runs `work` and converts file system errors to `UserError`. */
export async function withDiskErrors<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError || error instanceof RangeError) throw error;
    const disk = diskFaultOf(error);
    throw new UserError(
      disk === undefined
        ? message('vectors.notKeptElse', { path, reason: reasonOf(error) })
        : message('vectors.notKept', { path, disk }),
      { cause: error },
    );
  }
}

function diskFaultOf(error: unknown): DiskFault | undefined {
  if (error instanceof TruncatedError) return 'cutShort';
  const code = codeOf(error);
  return code === undefined ? undefined : diskFaults[code];
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
