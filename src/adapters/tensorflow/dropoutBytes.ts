import {
  checkVersion,
  damaged,
  headerBytes,
  readHeader,
  writeHeader,
} from '../../core/heads/headHeader.ts';
import { matrix } from '../../core/math/matrix.ts';
import type { Layer, Network } from './network.ts';

/** The content of a stored dropout head. */
export interface StoredDropout {
  /** c label-set indices, ascending. */
  readonly labels: Int32Array;
  readonly network: Network;
  /** Share of hidden units dropped, in [0, 1). */
  readonly dropout: number;
  /** Seed of the sampled masks: an unsigned 32-bit integer. */
  readonly seed: number;
}

/** Stored with the bytes; selects the head's decoder. */
export const dropoutKind = 'mc-dropout';
const version = 1;

/**
 * The header with sizes d, c, layers; then, little-endian, dropout (float64), seed (uint32), each
 * layer's width (uint32), c labels (int32), and layer by layer its biases and weights (float32).
 */
export function writeDropout({ labels, network, dropout, seed }: StoredDropout): Uint8Array {
  const floats = network.reduce(
    (sum, { bias, weights }) => sum + bias.length + weights.data.length,
    0,
  );
  const bytes = new Uint8Array(headerBytes + 12 + 4 * (network.length + labels.length + floats));
  const sizes = [network[0]!.weights.rows, labels.length, network.length] as const;
  writeHeader(bytes, { kind: dropoutKind, version, sizes });
  const view = new DataView(bytes.buffer);
  let at = headerBytes;
  const place = (size: number): number => ((at += size), at - size);
  view.setFloat64(place(8), dropout, true);
  view.setUint32(place(4), seed, true);
  for (const { bias } of network) view.setUint32(place(4), bias.length, true);
  for (const label of labels) view.setInt32(place(4), label, true);
  for (const { bias, weights } of network) {
    for (const value of bias) view.setFloat32(place(4), value, true);
    for (const value of weights.data) view.setFloat32(place(4), value, true);
  }
  return bytes;
}

/** @throws UserError if the bytes are not from `writeDropout`. */
export function readDropout(bytes: Uint8Array): StoredDropout {
  const header = readHeader(bytes);
  checkVersion(header, version);
  const [d, c, layers] = header.sizes;
  const fixed = headerBytes + 12 + 4 * (layers + c);
  if (header.kind !== dropoutKind || layers < 2 || bytes.length < fixed) throw damaged();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = headerBytes;
  const place = (size: number): number => ((at += size), at - size);
  const dropout = view.getFloat64(place(8), true);
  const seed = view.getUint32(place(4), true);
  const widths = Array.from({ length: layers }, () => view.getUint32(place(4), true));
  const inputs = [d, ...widths.slice(0, -1)];
  const floats = widths.reduce((sum, width, i) => sum + width * (inputs[i]! + 1), 0);
  if (widths.at(-1) !== c || bytes.length !== fixed + 4 * floats) throw damaged();
  const labels = Int32Array.from({ length: c }, () => view.getInt32(place(4), true));
  const float32s = (length: number): Float32Array<ArrayBuffer> =>
    Float32Array.from({ length }, () => view.getFloat32(place(4), true));
  const network = widths.map((width, i): Layer => {
    const bias = float32s(width);
    return { bias, weights: matrix(inputs[i]!, width, float32s(inputs[i]! * width)) };
  });
  return { labels, network, dropout, seed };
}
