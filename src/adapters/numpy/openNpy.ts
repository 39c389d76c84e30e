import { open, type FileHandle } from 'node:fs/promises';
import type { OpenedVectors } from '../../core/embed/vectorsFile.ts';
import { UserError } from '../../core/errors.ts';
import { readHeader, type NpyHeader } from './npyHeader.ts';
import { toFloat32 } from './toFloat32.ts';

/** Longest header that is read; NumPy's are below 200 bytes. */
const longestHeader = 65_536;

/**
 * Opens a file of NumPy (`np.save`) with one row for each vector: two dimensions, C order, float16, 32 or 64.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 * @throws UserError if it cannot be read or holds anything else.
 */
export async function openNpy(path: string): Promise<OpenedVectors> {
  const handle = await openFile(path);
  try {
    const head = Buffer.alloc(longestHeader);
    const { bytesRead } = await handle.read(head, 0, longestHeader, 0);
    const header = readHeader(head.subarray(0, bytesRead), path);
    const { size } = await handle.stat();
    const { rows, dimensions, itemBytes, offset } = header;
    if (size < offset + rows * dimensions * itemBytes) {
      throw new UserError(
        `${path} is cut short: it says that it has ${rows} vectors of ${dimensions} numbers, and has fewer. Save it again.`,
      );
    }
    return new NpyFile(path, handle, header);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

class NpyFile implements OpenedVectors {
  readonly rows: number;
  readonly dimensions: number;
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #header: NpyHeader;

  constructor(path: string, handle: FileHandle, header: NpyHeader) {
    this.rows = header.rows;
    this.dimensions = header.dimensions;
    this.#path = path;
    this.#handle = handle;
    this.#header = header;
  }

  async read(from: number, to: number): Promise<Float32Array> {
    if (from < 0 || to > this.rows || from > to) {
      throw new RangeError(`rows ${from} to ${to} of ${this.rows} vectors`);
    }
    const { itemBytes, offset } = this.#header;
    const width = this.dimensions * itemBytes;
    const bytes = new Uint8Array((to - from) * width);
    for (let done = 0; done < bytes.length;) {
      const at = offset + from * width + done;
      const { bytesRead } = await this.#handle.read(bytes, done, bytes.length - done, at);
      if (bytesRead === 0) {
        throw new UserError(`${this.#path} has become shorter while it was read. Save it again.`);
      }
      done += bytesRead;
    }
    return toFloat32(bytes, this.#header);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'There is no file of vectors' : `Vectors cannot be read (${code}):`;
    throw new UserError(
      `${why} ${path}. Put it there, or correct "vectors" in the project file.`,
      {
        cause: error,
      },
    );
  }
}
