import type { GraphNodes } from './graphNodes.ts';

const BYTE = 256;
const HALF = 65_536;
const WORD = 2 ** 32;

/** 16-bit integers as their bytes, ready for `XorNodes.half`. */
interface BytePair {
  readonly low: string;
  readonly high: string;
}

/**
 * Arithmetic on 32-bit words as int64 tensors of values 0 … 2³² − 1. Bits are combined byte by byte
 * with a table, since ONNX has bitwise operators only from operator set 18 on, and most encoders
 * have an earlier one.
 */
export class HashNodes {
  readonly #graph: GraphNodes;
  readonly #changes: string;

  constructor(graph: GraphNodes, changes = graph.constant(xorChanges())) {
    this.#graph = graph;
    this.#changes = changes;
  }

  /** The same arithmetic in a subgraph. */
  in(graph: GraphNodes): HashNodes {
    return new HashNodes(graph, this.#changes);
  }

  halves(values: string): BytePair {
    return { low: this.modulo(values, BYTE), high: this.#over(values, BYTE) };
  }

  /** words ^ halves, with halves < 2¹⁶. */
  xor(words: string, { low, high }: BytePair): string {
    const change = (byte: string, other: string): string => {
      const at = this.add(this.times(byte, BYTE), other);
      return this.#graph.add('Gather', [this.#changes, at]);
    };
    const first = change(this.modulo(words, BYTE), low);
    const second = change(this.modulo(this.#over(words, BYTE), BYTE), high);
    return this.add(this.add(words, first), this.times(second, BYTE));
  }

  /** words ^ others. */
  xorWords(words: string, others: string): string {
    const low = this.xor(this.modulo(words, HALF), this.halves(this.modulo(others, HALF)));
    const high = this.xor(this.#over(words, HALF), this.halves(this.#over(others, HALF)));
    return this.add(low, this.times(high, HALF));
  }

  /** Math.imul(words, factor) >>> 0. @param factor 0 … 2³² − 1 */
  multiply(words: string, factor: number): string {
    // Congruent modulo 2³² and of at most 31 bits, so that the product fits in 64.
    const small = factor >= 2 ** 31 ? factor - WORD : factor;
    return this.modulo(this.times(words, small), WORD);
  }

  /** `finish` of ngrams.ts, with the last bit cleared. */
  finish(words: string): string {
    let h = this.#xorShifted16(words);
    h = this.multiply(h, 0x7feb352d);
    h = this.#xorShifted15(h);
    h = this.multiply(h, 0x846ca68b);
    h = this.#xorShifted16(h);
    return this.#graph.add('Sub', [h, this.modulo(h, 2)]);
  }

  modulo(values: string, by: number): string {
    return this.#graph.add('Mod', [values, this.#graph.integer(by)]);
  }

  add(a: string, b: string): string {
    return this.#graph.add('Add', [a, b]);
  }

  times(values: string, factor: number): string {
    return this.#graph.add('Mul', [values, this.#graph.integer(factor)]);
  }

  /** h ^ (h >>> 16). */
  #xorShifted16(words: string): string {
    return this.xor(words, this.halves(this.#over(words, HALF)));
  }

  /** h ^ (h >>> 15): the shifted word has 17 bits, the highest of which coincides with bit 16. */
  #xorShifted15(words: string): string {
    const shifted = this.#over(words, 2 ** 15);
    const lower = this.xor(words, this.halves(this.modulo(shifted, HALF)));
    const top = this.#over(words, 2 ** 31);
    const bit16 = this.modulo(this.#over(words, HALF), 2);
    const sign = this.#graph.add('Sub', [this.#graph.integer(1), this.times(bit16, 2)]);
    return this.add(lower, this.times(this.#graph.add('Mul', [top, sign]), HALF));
  }

  /** The integer part of a quotient. */
  #over(values: string, by: number): string {
    return this.#graph.add('Div', [values, this.#graph.integer(by)]);
  }
}

/** (a ^ b) − a at 256·a + b. */
function xorChanges(): BigInt64Array {
  return BigInt64Array.from({ length: HALF }, (_, at) => {
    const a = at >> 8;
    return BigInt((a ^ (at & 255)) - a);
  });
}
