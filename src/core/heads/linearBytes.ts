import { matrix, type Matrix } from '../math/matrix.ts';
import { checkVersion, damaged, headerBytes, readHeader, writeHeader } from './headHeader.ts';

/** What a linear head is made of: any number of members side by side. */
export interface StoredLinear {
  readonly kind: string;
  /** c label-set indices. */
  readonly labels: Int32Array;
  /** d × (members · c). */
  readonly weights: Matrix;
  /** members · c. */
  readonly bias: Float32Array;
  readonly members: number;
}

const version = 1;

/**
 * The header with sizes d, c, members; then, little-endian, c labels (int32), members · c biases and
 * d · members · c weights (float32).
 */
export function writeLinear({ kind, labels, weights, bias, members }: StoredLinear): Uint8Array {
  const values = [bias, weights.data];
  const floats = bias.length + weights.data.length;
  const bytes = new Uint8Array(headerBytes + 4 * (labels.length + floats));
  writeHeader(bytes, { kind, version, sizes: [weights.rows, labels.length, members] });
  const view = new DataView(bytes.buffer);
  let at = headerBytes;
  for (const label of labels) at = (view.setInt32(at, label, true), at + 4);
  for (const array of values) {
    for (let i = 0; i < array.length; i++, at += 4) view.setFloat32(at, array[i]!, true);
  }
  return bytes;
}

/** @throws HumanError if the bytes are not what `writeLinear` wrote. */
export function readLinear(bytes: Uint8Array): StoredLinear {
  const header = readHeader(bytes);
  checkVersion(header, version);
  const {
    kind,
    sizes: [d, c, members],
  } = header;
  const width = c * members;
  if (bytes.length !== headerBytes + 4 * (c + width + d * width)) throw damaged();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = headerBytes;
  const take = (): number => ((at += 4), at - 4);
  const labels = Int32Array.from({ length: c }, () => view.getInt32(take(), true));
  const bias = Float32Array.from({ length: width }, () => view.getFloat32(take(), true));
  const data = new Float32Array(d * width);
  for (let i = 0; i < data.length; i++) data[i] = view.getFloat32(take(), true);
  return { kind, labels, bias, weights: matrix(d, width, data), members };
}
