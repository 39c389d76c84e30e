import { matrix, type Matrix } from '../math/matrix.ts';
import type { StoredPrior } from './labelPrior.ts';
import { checkVersion, damaged, headerBytes, readHeader, writeHeader } from './headHeader.ts';

/** Parameters of a linear head with any number of members side by side. */
export interface StoredLinear {
  readonly kind: string;
  /** c label-set indices. */
  readonly labels: Int32Array;
  /** d × (members · c). */
  readonly weights: Matrix;
  /** members · c. */
  readonly bias: Float32Array;
  readonly members: number;
  /** The prior it was fitted under, if any. */
  readonly prior?: StoredPrior | undefined;
  /** Multi-label heads: c probability thresholds. */
  readonly thresholds?: Float32Array | undefined;
}

/** Heads without a prior keep the original version, so that older releases can read them. */
const plainVersion = 1;
const priorVersion = 2;
/** With thresholds; the prior's strength is 0 if there is none. */
const thresholdsVersion = 3;
/** Strength (float64) and hash (64 bits). */
const priorBytes = 16;

/**
 * The header with sizes d, c, members; then, little-endian, c labels (int32), members · c biases
 * and d · members · c weights (float32); in version 2 also the prior's strength (float64) and hash
 * (two uint32). In version 3 c thresholds (float32) precede the prior, whose strength is 0 if
 * there is none.
 */
export function writeLinear({
  kind,
  labels,
  weights,
  bias,
  members,
  prior,
  thresholds,
}: StoredLinear): Uint8Array {
  const values = [bias, weights.data, ...(thresholds ? [thresholds] : [])];
  const floats = values.reduce((sum, { length }) => sum + length, 0);
  const version = thresholds ? thresholdsVersion : prior ? priorVersion : plainVersion;
  const length =
    headerBytes + 4 * (labels.length + floats) + (version === plainVersion ? 0 : priorBytes);
  const bytes = new Uint8Array(length);
  writeHeader(bytes, { kind, version, sizes: [weights.rows, labels.length, members] });
  const view = new DataView(bytes.buffer);
  let at = headerBytes;
  for (const label of labels) at = (view.setInt32(at, label, true), at + 4);
  for (const array of values) {
    for (let i = 0; i < array.length; i++, at += 4) view.setFloat32(at, array[i]!, true);
  }
  if (prior) {
    view.setFloat64(at, prior.strength, true);
    view.setUint32(at + 8, parseInt(prior.hash.slice(0, 8), 16), true);
    view.setUint32(at + 12, parseInt(prior.hash.slice(8), 16), true);
  }
  return bytes;
}

/** @throws UserError if the bytes are not from `writeLinear` */
export function readLinear(bytes: Uint8Array): StoredLinear {
  const header = readHeader(bytes);
  checkVersion(header, plainVersion, priorVersion, thresholdsVersion);
  const {
    kind,
    sizes: [d, c, members],
  } = header;
  const width = c * members;
  const decides = header.version === thresholdsVersion;
  const floats = width + d * width + (decides ? c : 0);
  const length =
    headerBytes + 4 * (c + floats) + (header.version === plainVersion ? 0 : priorBytes);
  if (bytes.length !== length) throw damaged();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = headerBytes;
  const take = (): number => ((at += 4), at - 4);
  const labels = Int32Array.from({ length: c }, () => view.getInt32(take(), true));
  const bias = Float32Array.from({ length: width }, () => view.getFloat32(take(), true));
  const data = new Float32Array(d * width);
  for (let i = 0; i < data.length; i++) data[i] = view.getFloat32(take(), true);
  const thresholds = decides
    ? Float32Array.from({ length: c }, () => view.getFloat32(take(), true))
    : undefined;
  const strength = header.version === plainVersion ? 0 : view.getFloat64(at, true);
  const hex = (word: number): string => word.toString(16).padStart(8, '0');
  const prior = strength > 0 && {
    strength,
    hash: hex(view.getUint32(at + 8, true)) + hex(view.getUint32(at + 12, true)),
  };
  const weights = matrix(d, width, data);
  return { kind, labels, bias, weights, members, thresholds, ...(prior && { prior }) };
}
