import {
  add,
  constant,
  I32,
  lessThan,
  loadFloat,
  loadInteger,
  loadVector,
  localGet,
  localSet,
  sequence,
  shiftLeft,
  simd,
  storeVector,
  V128,
  whileLoop,
  instantiate,
  type Code,
} from './wasmAssembler.ts';

/** Numbers per row of the kernel's matrices: eight vectors of four. */
export const panelWidth = 32;

/** One loop with 128-bit vectors, which does nearly all the work of a truncated SVD. */
export interface SimdKernel {
  /**
   * out[0 … 32) = Σ over e of values[e] · d[indices[e]][0 … 32), in float32: a row of a sparse product, and
   * of a dense one when the indices are 0, 1, 2 …
   *
   * All are addresses in bytes; `entries` is the number of terms times four.
   */
  combine(indices: number, values: number, entries: number, d: number, out: number): void;
}

/** A new zeroed memory of at least `bytes` bytes, with the kernel that works in it. */
export function simdMemory(bytes: number): { buffer: ArrayBuffer; kernel: SimdKernel } {
  return instantiate<SimdKernel>(bytes, {
    combine: {
      parameters: 5,
      locals: [
        [2, I32],
        [VECTORS + 1, V128],
      ],
      body: combine(),
    },
  });
}

const splat = simd(0x13);
const addVectors = simd(0xe4);
const multiplyVectors = simd(0xe6);

const [indices, values, entries, d, out, entry, address, factor, sums] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
] as const;
const VECTORS = panelWidth / 4;
const VECTOR_BYTES = 16;
/** log2 of the bytes of a row. */
const ROW_SHIFT = Math.log2(VECTORS * VECTOR_BYTES);

function combine(): Code {
  const each = (instructions: (vector: number) => Code): Code =>
    sequence(...Array.from({ length: VECTORS }, (_, vector) => instructions(vector)));
  return sequence(
    whileLoop(
      sequence(localGet(entry), localGet(entries), lessThan),
      sequence(
        sequence(localGet(indices), localGet(entry), add, loadInteger),
        sequence(constant(ROW_SHIFT), shiftLeft, localGet(d), add, localSet(address)),
        sequence(localGet(values), localGet(entry), add, loadFloat, splat, localSet(factor)),
        each((vector) =>
          sequence(
            sequence(localGet(sums + vector), localGet(address), loadVector(VECTOR_BYTES * vector)),
            sequence(localGet(factor), multiplyVectors, addVectors, localSet(sums + vector)),
          ),
        ),
        sequence(localGet(entry), constant(4), add, localSet(entry)),
      ),
    ),
    each((vector) =>
      sequence(localGet(out), localGet(sums + vector), storeVector(VECTOR_BYTES * vector)),
    ),
  );
}
