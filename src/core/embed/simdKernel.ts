/** Numbers in a row of the matrices that the kernel works on: eight vectors of four. */
export const stripWidth = 32;

/**
 * One loop in WebAssembly with 128-bit vectors, since JavaScript has none: it carries nearly all of the work
 * of a truncated SVD. Written out below instruction by instruction, so that the core stays free of built
 * artefacts; every engine since 2021 runs it (the fixed-width SIMD proposal).
 */
export interface SimdKernel {
  /**
   * out[0 … 32) = Σ over e of values[e] · d[indices[e]][0 … 32), in float32: a row of a sparse product, and
   * of a dense one when the indices are 0, 1, 2 …
   *
   * All are addresses in bytes; `entries` is the number of terms times four.
   */
  combine(indices: number, values: number, entries: number, d: number, out: number): void;
}

/** What is used of the global `WebAssembly`, which the ECMAScript library does not declare. */
interface WebAssemblyApi {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

const PAGE = 65_536;

/** A fresh memory of at least so many bytes, all zero, and the kernel that works in it. */
export function simdMemory(bytes: number): { buffer: ArrayBuffer; kernel: SimdKernel } {
  const api = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
  const memory = new api.Memory({ initial: Math.ceil(bytes / PAGE) });
  const instance = new api.Instance(new api.Module(moduleBytes()), { host: { memory } });
  return { buffer: memory.buffer, kernel: instance.exports as SimdKernel };
}

// WebAssembly core specification 2.0, chapter 5 (binary format); names as in its text format.
const I32 = 0x7f;
const V128 = 0x7b;
const localGet = (local: number): number[] => [0x20, local];
const localSet = (local: number): number[] => [0x21, local];
const constant = (value: number): number[] => [0x41, ...signed(value)];
const add = [0x6a];
const shiftLeft = [0x74];
const lessThan = [0x49];
const loadInteger = [0x28, 2, 0];
const loadFloat = [0x2a, 2, 0];
const simd = (operation: number, ...rest: number[]): number[] => [
  0xfd,
  ...unsigned(operation),
  ...rest,
];
const loadVector = (offset: number): number[] => simd(0x00, 2, ...unsigned(offset));
const storeVector = (offset: number): number[] => simd(0x0b, 2, ...unsigned(offset));
const splat = simd(0x13);
const addVectors = simd(0xe4);
const multiplyVectors = simd(0xe6);
/** while (condition) body: a loop that leaves the block around it. */
const whileLoop = (condition: number[], body: number[]): number[] => [
  ...[0x02, 0x40, 0x03, 0x40],
  ...[...condition, 0x45, 0x0d, 1],
  ...body,
  ...[0x0c, 0, 0x0b, 0x0b],
];

const [indices, values, entries, d, out, entry, address, factor, sums] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
] as const;
const VECTORS = stripWidth / 4;
const VECTOR_BYTES = 16;
/** log2 of the bytes of a row. */
const ROW_SHIFT = Math.log2(VECTORS * VECTOR_BYTES);

function moduleBytes(): Uint8Array {
  const each = (instructions: (vector: number) => number[]): number[] =>
    Array.from({ length: VECTORS }, (_, vector) => instructions(vector)).flat();
  // Locals begin as zeros, so the sums and the entry need no initial value.
  const combine = [
    ...whileLoop(
      [...localGet(entry), ...localGet(entries), ...lessThan],
      [
        ...[...localGet(indices), ...localGet(entry), ...add, ...loadInteger],
        ...[...constant(ROW_SHIFT), ...shiftLeft, ...localGet(d), ...add, ...localSet(address)],
        ...[...localGet(values), ...localGet(entry), ...add, ...loadFloat, ...splat],
        ...localSet(factor),
        ...each((vector) => [
          ...[
            ...localGet(sums + vector),
            ...localGet(address),
            ...loadVector(VECTOR_BYTES * vector),
          ],
          ...[...localGet(factor), ...multiplyVectors, ...addVectors, ...localSet(sums + vector)],
        ]),
        ...[...localGet(entry), ...constant(4), ...add, ...localSet(entry)],
      ],
    ),
    ...each((vector) => [
      ...[...localGet(out), ...localGet(sums + vector), ...storeVector(VECTOR_BYTES * vector)],
    ]),
    0x0b,
  ];
  const parameters = Array<number>(5).fill(I32);
  const locals = [2, 2, I32, VECTORS + 1, V128];
  const body = [...locals, ...combine];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, parameters.length, ...parameters, 0]),
    ...section(2, [1, ...name('host'), ...name('memory'), 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name('combine'), 0x00, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

function section(id: number, content: number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function name(text: string): number[] {
  return [text.length, ...Array.from(text, (character) => character.charCodeAt(0))];
}

/** LEB128 of a non-negative integer. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >> 7)];
}

/** LEB128 of a signed integer: the highest bit of the last byte's seven is the sign. */
function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}
