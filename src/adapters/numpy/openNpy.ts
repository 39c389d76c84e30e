import { open, type FileHandle } from 'node:fs/promises';
import type { OpenedVectors } from '../../core/embed/vectorsFile.ts';
import { message } from '../../core/messages/messages.ts';
import { UserError } from '../../core/errors.ts';
import { isArchive, maxHeaderLength, readHeader, type NpyHeader } from './npyHeader.ts';
import { openNpz, type Unzip } from './openNpz.ts';
import { toFloat32 } from './toFloat32.ts';

/**
 * Opens a NumPy file (`np.save`) with one vector per row: two dimensions, C order, float16, 32 or
 * 64; or an array of an `.npz` archive.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 * @param given path; of an archive with several tables, followed by `#NAME`
 * @throws UserError if it cannot be read or holds anything else.
 */
export async function openNpy(given: string, unzip: Unzip): Promise<OpenedVectors> {
  const [, path = given, name] = /^(.*\.npz)#(.+)$/is.exec(given) ?? [];
  const handle = await openFile(path);
  try {
    const head = Buffer.alloc(maxHeaderLength);
    const { bytesRead } = await handle.read(head, 0, maxHeaderLength, 0);
    const first = head.subarray(0, bytesRead);
    if (isArchive(first)) {
      await handle.close();
      return await openNpz(path, name, unzip);
    }
    const header = readHeader(first, path);
    const { size } = await handle.stat();
    const { rows, dimensions, itemBytes, offset } = header;
    if (size < offset + rows * dimensions * itemBytes) {
      throw new UserError(message('npy.lacksRows', { path, rows, dimensions }));
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
        throw new UserError(message('npy.shrank', { path: this.#path }));
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
    const reason =
      code === 'ENOENT'
        ? message('npy.missing', { path })
        : message('npy.cannotRead', { path, code: code ?? String(error) });
    throw new UserError(reason, { cause: error });
  }
}
