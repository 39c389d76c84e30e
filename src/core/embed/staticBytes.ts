import { message } from '../messages/messages.ts';
import { UserError } from '../errors.ts';

/** A vector for every piece of a vocabulary: row i is scales[i] · values[i · dimensions …]. */
export interface StaticTable {
  readonly dimensions: number;
  /** One per row, 0 for a piece without meaning. */
  readonly scales: Float32Array;
  /** scales.length × dimensions, row-major. */
  readonly values: Int8Array;
}

/** "MGST" read as a little-endian 32-bit integer. */
const MAGIC = 0x5453474d;
const VERSION = 1;
const HEADER = 16;

/** Four 32-bit integers (magic, version, rows, dimensions), the scales, the values; little-endian. */
export function staticToBytes({ dimensions, scales, values }: StaticTable): Uint8Array {
  const rows = scales.length;
  const bytes = new Uint8Array(HEADER + 4 * rows + rows * dimensions);
  new Uint32Array(bytes.buffer, 0, 4).set([MAGIC, VERSION, rows, dimensions]);
  new Float32Array(bytes.buffer, HEADER, rows).set(scales);
  new Int8Array(bytes.buffer, HEADER + 4 * rows).set(values);
  return bytes;
}

/** @throws UserError if the bytes have another format or version, or are truncated */
export function staticFromBytes(bytes: Uint8Array): StaticTable {
  const refuse = (wrong: 'incomplete' | 'otherKind'): never => {
    throw new UserError(message('static.badTable', { wrong }));
  };
  if (bytes.length < HEADER) return refuse('incomplete');
  // Copies, since the bytes may begin at any offset in a larger buffer and typed arrays need
  // multiples of four.
  const { buffer } = new Uint8Array(bytes);
  const [magic, version, rows, dimensions] = new Uint32Array(buffer, 0, 4) as unknown as [
    number,
    number,
    number,
    number,
  ];
  if (magic !== MAGIC) return refuse('otherKind');
  if (version !== VERSION) {
    throw new UserError(message('static.otherVersion', { version, known: VERSION }));
  }
  if (bytes.length !== HEADER + 4 * rows + rows * dimensions) return refuse('incomplete');
  return {
    dimensions,
    scales: new Float32Array(buffer, HEADER, rows),
    values: new Int8Array(buffer, HEADER + 4 * rows),
  };
}

/**
 * The rows as 8-bit integers, each with its own scale, so that its largest value is ±127.
 * @param rows rows × dimensions, row-major
 */
export function quantiseRows(rows: Float32Array, dimensions: number): StaticTable {
  const count = rows.length / dimensions;
  const scales = new Float32Array(count);
  const values = new Int8Array(rows.length);
  for (let row = 0; row < count; row++) {
    const at = row * dimensions;
    let largest = 0;
    for (let j = 0; j < dimensions; j++) largest = Math.max(largest, Math.abs(rows[at + j]!));
    if (largest === 0) continue;
    const scale = Math.fround(largest / 127);
    scales[row] = scale;
    for (let j = 0; j < dimensions; j++) values[at + j] = Math.round(rows[at + j]! / scale);
  }
  return { dimensions, scales, values };
}
