/** Numbers of a tensor and how they are stored. */
export interface StoredTensor {
  readonly dtype: 'F32' | 'F16' | 'U32' | 'U8' | 'I8';
  readonly shape: readonly number[];
  /** Little-endian. */
  readonly bytes: Uint8Array;
}

export type Tensors = ReadonlyMap<string, StoredTensor>;

/**
 * A safetensors file, in pieces: the length of the header (64 bits), the header as JSON, padded with
 * blanks so that all numbers are aligned, then the tensors one after the other.
 * @see https://huggingface.co/docs/safetensors#format
 */
export function safetensorsPieces(tensors: Tensors): Uint8Array[] {
  const header: Record<string, unknown> = { __metadata__: { format: 'marginalia' } };
  let at = 0;
  // The widest numbers first, so that each tensor begins at a multiple of its width.
  const inOrder = [...tensors].sort(([, a], [, b]) => widths[b.dtype] - widths[a.dtype]);
  for (const [name, { dtype, shape, bytes }] of inOrder) {
    header[name] = { dtype, shape, data_offsets: [at, (at += bytes.length)] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(json.length / 8) * 8;
  const head = new Uint8Array(8 + length).fill(32);
  new DataView(head.buffer).setBigUint64(0, BigInt(length), true);
  head.set(json, 8);
  return [head, ...inOrder.map(([, { bytes }]) => bytes)];
}

/**
 * The tensors of a file, by name.
 * @throws RangeError unless it is a complete safetensors file with only these types
 */
export function readSafetensors(file: Uint8Array): Map<string, StoredTensor> {
  const length = file.length < 8 ? 0n : viewOf(file).getBigUint64(0, true);
  if (length === 0n || length > BigInt(file.length - 8)) throw new RangeError('no header');
  const begin = 8 + Number(length);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, begin))) as Record<
    string,
    { dtype: StoredTensor['dtype']; shape: number[]; data_offsets: [number, number] }
  >;
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const [from, to] = offsets;
    const size = shape.reduce((product, length) => product * length, widths[dtype]);
    if (to - from !== size || begin + to > file.length) throw new RangeError(`${name} is cut off`);
    tensors.set(name, { dtype, shape, bytes: file.subarray(begin + from, begin + to) });
  }
  return tensors;
}

const widths = { F32: 4, U32: 4, F16: 2, U8: 1, I8: 1 } as const;

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
