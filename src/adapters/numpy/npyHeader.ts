import { message } from '../../core/messages/messages.ts';
import { UserError } from '../../core/errors.ts';

/** The array description of an `.npy` file. */
export interface NpyHeader {
  readonly rows: number;
  readonly dimensions: number;
  readonly itemBytes: 2 | 4 | 8;
  readonly littleEndian: boolean;
  /** Bytes before the first number. */
  readonly offset: number;
}

/** Maximum header length; NumPy's are below 200 bytes. */
export const maxHeaderLength = 65_536;

const magic = '\x93NUMPY';

/** Whether a file that begins like this is an archive of arrays (`.npz`). */
export const isArchive = (head: Buffer): boolean =>
  head.subarray(0, 4).equals(Buffer.from('PK\x03\x04'));

/**
 * Parses the header of an `.npy` file (versions 1 to 3).
 * @param path for error messages
 * @throws UserError if it is not an `.npy` file, or holds no two-dimensional floating-point array
 * in C order.
 */
export function readHeader(head: Buffer, path: string): NpyHeader {
  if (head.subarray(0, 6).toString('latin1') !== magic || head.length < 12) {
    throw new UserError(message('npy.otherFile', { path }));
  }
  const first = head[6] === 1 ? 10 : 12;
  const offset = first + (head[6] === 1 ? head.readUInt16LE(8) : head.readUInt32LE(8));
  if (offset > head.length) throw new UserError(message('npy.cutShort', { path }));
  const dictionary = head.subarray(first, offset).toString('utf8');
  const descr = /'descr':\s*'([^']*)'/.exec(dictionary)?.[1];
  const kind = /^([<>=|])f([248])$/.exec(descr ?? '');
  if (!kind) {
    const found = descr === undefined ? { path } : { path, kind: descr };
    throw new UserError(message('npy.notFloats', found));
  }
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(dictionary)?.[1];
  const sizes = (shape ?? '').split(',').flatMap((part) => (part.trim() ? [Number(part)] : []));
  const [rows, dimensions] = sizes;
  if (sizes.length !== 2 || !rows || !dimensions) {
    throw new UserError(message('npy.shape', { path, shape: sizes }));
  }
  if (/'fortran_order':\s*True/.test(dictionary)) {
    throw new UserError(message('npy.fortranOrder', { path }));
  }
  const itemBytes = Number(kind[2]) as NpyHeader['itemBytes'];
  return { rows, dimensions, itemBytes, littleEndian: kind[1] !== '>', offset };
}
