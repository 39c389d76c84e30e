import { HumanError } from '../errors.ts';
import { matrix, type Matrix } from '../math/matrix.ts';

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

const magic = 0x4448474d; // "MGHD"
const version = 1;
const headerBytes = 24;
const kindBytes = 16;

/**
 * Little-endian: "MGHD", version, d, c, members, byte length of the kind (32 bits each), the kind in
 * 16 bytes of ASCII, c labels (int32), members · c biases and d · members · c weights (float32).
 */
export function writeLinear({ kind, labels, weights, bias, members }: StoredLinear): Uint8Array {
  const values = [bias, weights.data];
  const floats = bias.length + weights.data.length;
  const bytes = new Uint8Array(headerBytes + kindBytes + 4 * (labels.length + floats));
  const view = new DataView(bytes.buffer);
  [magic, version, weights.rows, labels.length, members, kind.length].forEach((field, i) =>
    view.setUint32(4 * i, field, true),
  );
  for (let i = 0; i < kind.length; i++) bytes[headerBytes + i] = kind.charCodeAt(i);
  let at = headerBytes + kindBytes;
  for (const label of labels) at = (view.setInt32(at, label, true), at + 4);
  for (const array of values) {
    for (let i = 0; i < array.length; i++, at += 4) view.setFloat32(at, array[i]!, true);
  }
  return bytes;
}

/** @throws HumanError if the bytes are not what `writeLinear` wrote. */
export function readLinear(bytes: Uint8Array): StoredLinear {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headerBytes + kindBytes || view.getUint32(0, true) !== magic) {
    throw new HumanError('A stored model is damaged. Retrain to replace it.');
  }
  if (view.getUint32(4, true) !== version) {
    throw new HumanError(
      'A stored model was written by a later version of Marginalia. Update it, or retrain.',
    );
  }
  const [d, c, members, kindLength] = [8, 12, 16, 20].map((at) => view.getUint32(at, true)) as [
    number,
    number,
    number,
    number,
  ];
  const width = c * members;
  if (
    kindLength > kindBytes ||
    bytes.length !== headerBytes + kindBytes + 4 * (c + width + d * width)
  ) {
    throw new HumanError('A stored model is damaged. Retrain to replace it.');
  }
  const kind = String.fromCharCode(...bytes.subarray(headerBytes, headerBytes + kindLength));
  let at = headerBytes + kindBytes;
  const take = (): number => ((at += 4), at - 4);
  const labels = Int32Array.from({ length: c }, () => view.getInt32(take(), true));
  const bias = Float32Array.from({ length: width }, () => view.getFloat32(take(), true));
  const data = new Float32Array(d * width);
  for (let i = 0; i < data.length; i++) data[i] = view.getFloat32(take(), true);
  return { kind, labels, bias, weights: matrix(d, width, data), members };
}
