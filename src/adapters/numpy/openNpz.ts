import type { OpenedVectors } from '../../core/embed/vectorsFile.ts';
import { message } from '../../core/messages/messages.ts';
import { UserError } from '../../core/errors.ts';
import { maxHeaderLength, readHeader, type NpyHeader } from './npyHeader.ts';
import { toFloat32 } from './toFloat32.ts';

/** Reads an archive from front to back and unpacks the wanted entries. */
export type Unzip = (
  archive: { readonly location: string; readonly path: string },
  wanted: (name: string) => ((bytes: Uint8Array) => undefined) | undefined,
) => AsyncIterable<unknown>;

/** Maximum bytes of an array, which stays in memory: compressed data allows no access by row. */
const mostBytes = 2 ** 30;

/**
 * Opens an array of a NumPy archive (`np.savez`, `np.savez_compressed`) with one vector per row; see
 * `openNpy`.
 * @param name of the array; without it the archive's only table of floats
 * @throws UserError if it cannot be read, is damaged, or has no such array or several
 */
export async function openNpz(
  path: string,
  name: string | undefined,
  unzip: Unzip,
): Promise<OpenedVectors> {
  const found = await headersOf(path, unzip);
  const names = [...found.keys()];
  if (names.length === 0) throw new UserError(message('npz.damaged', { path }));
  if (name !== undefined && !found.has(name)) {
    throw new UserError(message('npz.noSuch', { path, name, names }));
  }
  const tables = names.filter((own) => isTable(found, own));
  // Take a single array even if it is no table: reading its header reports why.
  const only = name ?? (names.length === 1 ? names[0] : tables[0]);
  if (only === undefined) throw new UserError(message('npz.noTable', { path, names }));
  if (name === undefined && tables.length > 1) {
    throw new UserError(message('npz.several', { path, names: tables }));
  }
  const inside = `${path}#${only}`;
  const header = readHeader(found.get(only)!, inside);
  const { rows, dimensions, itemBytes, offset } = header;
  const length = rows * dimensions * itemBytes;
  if (length > mostBytes) {
    throw new UserError(message('npz.large', { path, name: only, most: mostBytes }));
  }
  const bytes = new Uint8Array(length);
  let at = -offset;
  await read(path, unzip, (own) => {
    if (own !== only) return undefined;
    return (piece) => {
      const from = Math.max(0, -at);
      const part = piece.subarray(from, Math.max(from, Math.min(piece.length, length - at)));
      bytes.set(part, Math.max(0, at));
      at += piece.length;
      return undefined;
    };
  });
  if (at < length) {
    throw new UserError(message('npy.lacksRows', { path: inside, rows, dimensions }));
  }
  return new NpzArray(bytes, header);
}

function isTable(headers: ReadonlyMap<string, Buffer>, name: string): boolean {
  try {
    readHeader(headers.get(name)!, name);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** The first bytes of every array, by its name. */
async function headersOf(path: string, unzip: Unzip): Promise<Map<string, Buffer>> {
  const headers = new Map<string, Buffer>();
  await read(path, unzip, (name) => {
    headers.set(name, Buffer.alloc(0));
    return (piece) => {
      const known = headers.get(name)!;
      const more = piece.subarray(0, maxHeaderLength - known.length);
      if (more.length > 0) headers.set(name, Buffer.concat([known, more]));
      return undefined;
    };
  });
  return headers;
}

/** @param take returns the receiver of an array's bytes, by its name */
async function read(
  path: string,
  unzip: Unzip,
  take: (name: string) => ((bytes: Uint8Array) => undefined) | undefined,
): Promise<void> {
  try {
    const pieces = unzip({ location: path, path }, (entry) =>
      entry.endsWith('.npy') ? take(entry.slice(0, -'.npy'.length)) : undefined,
    );
    for await (const _ of pieces);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(message('npz.damaged', { path }), { cause: error });
  }
}

class NpzArray implements OpenedVectors {
  readonly rows: number;
  readonly dimensions: number;
  readonly #bytes: Uint8Array;
  readonly #header: NpyHeader;

  constructor(bytes: Uint8Array, header: NpyHeader) {
    this.rows = header.rows;
    this.dimensions = header.dimensions;
    this.#bytes = bytes;
    this.#header = header;
  }

  async read(from: number, to: number): Promise<Float32Array> {
    if (from < 0 || to > this.rows || from > to) {
      throw new RangeError(`rows ${from} to ${to} of ${this.rows} vectors`);
    }
    const width = this.dimensions * this.#header.itemBytes;
    return toFloat32(this.#bytes.subarray(from * width, to * width), this.#header);
  }

  async close(): Promise<void> {}
}
