/**
 * A WebAssembly assembler for the few loops that need 128-bit vectors, which JavaScript lacks; it
 * keeps built artefacts out of the core. Every engine since 2021 supports the fixed-width SIMD
 * proposal. WebAssembly core specification 2.0, chapter 5 (binary format); names follow its text
 * format.
 */

/** The parts used of the global `WebAssembly`, which the ECMAScript library does not declare. */
interface WebAssemblyApi {
  readonly Memory: new (size: { initial: number; maximum: number; shared: boolean }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

const PAGE = 65_536;
const maxPages = 65_536;

/** Encoded instructions. */
export type Code = readonly number[];

/** A function of integers (addresses and counts, all i32) that returns nothing. */
export interface WasmFunction {
  readonly parameters: number;
  /** Number of locals per type, after the parameters; initialised to zero. */
  readonly locals: readonly (readonly [count: number, type: number])[];
  readonly body: Code;
}

/** Functions and their memory. */
export interface WasmInstance<Kernel extends object> {
  readonly buffer: ArrayBuffer;
  readonly kernel: Kernel;
  /**
   * Module and memory can be sent to another thread, which then runs the same functions in the same
   * memory: see `ThreadPool`.
   */
  readonly module: object;
  readonly memory: object;
}

/**
 * Instantiates functions in a new zeroed memory of at least `bytes` bytes.
 * @param functions by export name
 * @param shared whether other threads also use the memory
 * @throws RangeError if there is not enough memory
 */
export function instantiate<Kernel extends object>(
  bytes: number,
  functions: Readonly<Record<keyof Kernel, WasmFunction>>,
  shared = false,
): WasmInstance<Kernel> {
  const api = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
  const pages = Math.ceil(bytes / PAGE);
  const memory = new api.Memory({ initial: pages, maximum: pages, shared });
  const entries = Object.entries<WasmFunction>(functions);
  const code = Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(
      1,
      entries.map(([, { parameters }]) => [
        0x60,
        parameters,
        ...Array<number>(parameters).fill(I32),
        0,
      ]),
    ),
    ...section(2, [
      [...name('host'), ...name('memory'), 0x02, shared ? 0x03 : 0x01, 1, ...unsigned(maxPages)],
    ]),
    ...section(
      3,
      entries.map((_, i) => [i]),
    ),
    ...section(
      7,
      entries.map(([exported], i) => [...name(exported), 0x00, i]),
    ),
    ...section(
      10,
      entries.map(([, { locals, body }]) => {
        const own = [
          ...unsigned(locals.length),
          ...locals.flatMap(([count, type]) => [...unsigned(count), type]),
          ...body,
          END,
        ];
        return [...unsigned(own.length), ...own];
      }),
    ),
  ]);
  const module = new api.Module(code);
  const instance = new api.Instance(module, { host: { memory } });
  return { buffer: memory.buffer, kernel: instance.exports as Kernel, module, memory };
}

export const I32 = 0x7f;
export const V128 = 0x7b;
const END = 0x0b;

export const localGet = (local: number): Code => [0x20, ...unsigned(local)];
export const localSet = (local: number): Code => [0x21, ...unsigned(local)];
export const constant = (value: number): Code => [0x41, ...signed(value)];
export const add: Code = [0x6a];
export const multiply: Code = [0x6c];
export const subtract: Code = [0x6b];
export const shiftLeft: Code = [0x74];
export const and: Code = [0x71];
export const shiftRight: Code = [0x76];
export const lessThan: Code = [0x49];
export const loadInteger: Code = [0x28, 2, 0];
export const storeInteger: Code = [0x36, 2, 0];
export const loadFloat: Code = [0x2a, 2, 0];

/** A vector instruction, by its opcode in the specification. */
export const simd = (operation: number, ...rest: number[]): Code => [
  0xfd,
  ...unsigned(operation),
  ...rest,
];
export const loadVector = (offset = 0): Code => simd(0x00, 2, ...unsigned(offset));
export const storeVector = (offset = 0): Code => simd(0x0b, 2, ...unsigned(offset));

/** while (condition) body: a loop inside the block that it exits. */
export const whileLoop = (condition: Code, body: Code): Code => [
  ...[0x02, 0x40, 0x03, 0x40],
  ...[...condition, 0x45, 0x0d, 1],
  ...body,
  ...[0x0c, 0, END, END],
];

/** if (condition) body */
export const ifTrue = (condition: Code, body: Code): Code => [
  ...condition,
  ...[0x04, 0x40],
  ...body,
  END,
];

/** Instructions in sequence. */
export const sequence = (...parts: readonly Code[]): Code => parts.flat();

/** A section of the binary format: a list of entries. */
function section(id: number, entries: readonly Code[]): number[] {
  const content = [...unsigned(entries.length), ...entries.flat()];
  return [id, ...unsigned(content.length), ...content];
}

function name(text: string): number[] {
  return [text.length, ...Array.from(text, (character) => character.charCodeAt(0))];
}

/** LEB128 of a non-negative integer. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >> 7)];
}

/** LEB128 of a signed integer: the highest of the last byte's seven bits is the sign. */
function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}
