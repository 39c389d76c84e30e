import { UserError } from '../../core/errors.ts';

/** What an `.npy` file says of the numbers in it. */
export interface NpyHeader {
  readonly rows: number;
  readonly dimensions: number;
  readonly itemBytes: 2 | 4 | 8;
  readonly littleEndian: boolean;
  /** Bytes before the first number. */
  readonly offset: number;
}

const magic = '\x93NUMPY';

/**
 * Reads the beginning of an `.npy` file (versions 1 to 3).
 * @param path for the sentences
 * @throws UserError if it is none, or holds no table of floating-point numbers in C order.
 */
export function readHeader(head: Buffer, path: string): NpyHeader {
  if (head.subarray(0, 6).toString('latin1') !== magic || head.length < 12) {
    const zip = head.subarray(0, 2).toString('latin1') === 'PK';
    throw new UserError(
      zip
        ? `${path} is an .npz archive. Save the one table that holds the vectors: np.save("vectors.npy", vectors).`
        : `${path} is no .npy file. Make one by np.save("vectors.npy", vectors).`,
    );
  }
  const first = head[6] === 1 ? 10 : 12;
  const offset = first + (head[6] === 1 ? head.readUInt16LE(8) : head.readUInt32LE(8));
  if (offset > head.length) throw new UserError(`${path} is cut short. Save it again.`);
  const dictionary = head.subarray(first, offset).toString('utf8');
  const descr = /'descr':\s*'([^']*)'/.exec(dictionary)?.[1];
  const kind = /^([<>=|])f([248])$/.exec(descr ?? '');
  if (!kind) {
    throw new UserError(
      `${path} holds ${descr === undefined ? 'records' : `numbers of kind ${descr}`}, not floats. Save it by np.save(path, vectors.astype("float32")).`,
    );
  }
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(dictionary)?.[1];
  const sizes = (shape ?? '').split(',').flatMap((part) => (part.trim() ? [Number(part)] : []));
  const [rows, dimensions] = sizes;
  if (sizes.length !== 2 || !rows || !dimensions) {
    throw new UserError(
      `${path} has the shape (${sizes.join(', ')}); vectors are a table of rows × dimensions.`,
    );
  }
  if (/'fortran_order':\s*True/.test(dictionary)) {
    throw new UserError(
      `${path} is stored by columns (Fortran order). Save it by np.save(path, np.ascontiguousarray(vectors)).`,
    );
  }
  const itemBytes = Number(kind[2]) as NpyHeader['itemBytes'];
  return { rows, dimensions, itemBytes, littleEndian: kind[1] !== '>', offset };
}
