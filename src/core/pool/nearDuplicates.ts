import { throwIfAborted } from '../errors.ts';
import type { OnProgress } from '../progress.ts';
import { normaliseText } from '../record.ts';
import { Rng } from '../rng.ts';
import { HashSlots } from './hashSlots.ts';

/** Permutations: one byte of signature each (b-bit minwise hashing, Li & König 2010, b = 8). */
const permutations = 64;
/** Permutations a band: four bytes, read as one 32-bit key. Texts that share 70 % of their shingles meet with probability .99. */
const bandWidth = 4;
const bands = permutations / bandWidth;
/** Words a shingle. */
const shingleWords = 2;
/** Texts compared in one bucket before a text is left to the other bands; keeps the time linear. */
const bucketLimit = 8;
const blockSize = 1024;

export interface NearDuplicateOptions {
  readonly seed: number;
  /** Estimated Jaccard similarity of word shingles from which texts are near-duplicates. Default 0.7. */
  readonly threshold?: number;
  /**
   * The rows in the order in which they are compared; that of the rows when left out. An order that
   * depends on the records alone makes the groups independent of where the rows stand.
   */
  readonly order?: Int32Array;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/**
 * Groups records whose texts are nearly the same: MinHash (Broder 1997) over pairs of words of the
 * normalised, lower-cased text, locality-sensitive hashing in bands, and union-find. Being near-duplicates
 * is made transitive. Time is linear in the pool; 64 bytes a record while it runs.
 * @param size records of the pool.
 * @param texts the texts of rows from … to − 1.
 * @returns for each row the smallest row of its group; n values.
 * @throws CancelledError
 */
export async function nearDuplicateGroups(
  size: number,
  texts: (from: number, to: number) => Promise<string[]>,
  options: NearDuplicateOptions,
): Promise<Int32Array> {
  const { seed, threshold = 0.7, order, signal, onProgress } = options;
  const what = 'Looking for near-duplicates';
  const signatures = new Uint8Array(permutations * size);
  const hasher = new SignatureHasher(seed);
  for (let from = 0; from < size; from += blockSize) {
    throwIfAborted(signal);
    const to = Math.min(size, from + blockSize);
    for (const [i, text] of (await texts(from, to)).entries()) {
      hasher.sign(normaliseText(text).toLowerCase(), signatures, permutations * (from + i));
    }
    onProgress?.({ what, step: to, steps: size });
  }
  // Two unrelated texts agree in one byte of 256.
  const needed = Math.ceil(permutations * (threshold + (1 - threshold) / 256));
  return group(
    signatures,
    order ?? Int32Array.from({ length: size }, (_, row) => row),
    needed,
    signal,
  );
}

function group(
  signatures: Uint8Array,
  order: Int32Array,
  needed: number,
  signal?: AbortSignal,
): Int32Array {
  const size = order.length;
  const keys = new Uint32Array(signatures.buffer);
  const parents = Int32Array.from({ length: size }, (_, row) => row);
  for (let band = 0; band < bands; band++) {
    throwIfAborted(signal);
    const keyOf = (row: number): number => keys[bands * row + band]!;
    const slots = new HashSlots((row) => mix(keyOf(row)));
    for (const row of order) {
      const key = keyOf(row);
      let compared = 0;
      const near = slots.find(mix(key), (other) => {
        if (keyOf(other) !== key) return false;
        return ++compared > bucketLimit || agreement(signatures, row, other) >= needed;
      });
      if (near < 0) slots.insert(mix(key), row);
      else if (compared <= bucketLimit) unite(parents, near, row);
    }
  }
  for (let row = 0; row < size; row++) parents[row] = find(parents, row);
  return parents;
}

function agreement(signatures: Uint8Array, a: number, b: number): number {
  let equal = 0;
  for (let i = 0, p = permutations * a, q = permutations * b; i < permutations; i++) {
    if (signatures[p + i] === signatures[q + i]) equal++;
  }
  return equal;
}

function find(parents: Int32Array, row: number): number {
  let root = row;
  while (parents[root] !== root) root = parents[root] = parents[parents[root]!]!;
  return root;
}

function unite(parents: Int32Array, a: number, b: number): void {
  const x = find(parents, a);
  const y = find(parents, b);
  if (x < y) parents[y] = x;
  else parents[x] = y;
}

function mix(key: number): number {
  let h = Math.imul(key ^ (key >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** MinHash signatures: the lowest byte of the smallest of h ↦ a·h + b mod 2^32, mixed, over a text's shingles. */
class SignatureHasher {
  readonly #factors = new Int32Array(permutations);
  readonly #offsets = new Int32Array(permutations);
  readonly #minima = new Uint32Array(permutations);
  #shingles = new Uint32Array(256);

  constructor(seed: number) {
    const rng = new Rng(seed);
    for (let i = 0; i < permutations; i++) {
      this.#factors[i] = rng.uint32() | 1;
      this.#offsets[i] = rng.uint32();
    }
  }

  sign(text: string, signatures: Uint8Array, at: number): void {
    const count = this.#shingle(text);
    const minima = this.#minima.fill(0xffffffff);
    for (let s = 0; s < count; s++) {
      const shingle = this.#shingles[s]!;
      for (let i = 0; i < permutations; i++) {
        const value = (Math.imul(shingle, this.#factors[i]!) + this.#offsets[i]!) >>> 0;
        if (value < minima[i]!) minima[i] = value;
      }
    }
    // The low bits of a minimum are mixed: those of a linear map alone would depend on each other.
    for (let i = 0; i < permutations; i++) signatures[at + i] = mix(minima[i]!) & 255;
  }

  /** Hashes of all pairs of neighbouring words; of the text itself where it has fewer than two. */
  #shingle(text: string): number {
    let count = 0;
    let words = 0;
    let previous = 0;
    const push = (hash: number): void => {
      if (count === this.#shingles.length) {
        const grown = new Uint32Array(2 * count);
        grown.set(this.#shingles);
        this.#shingles = grown;
      }
      this.#shingles[count++] = mix(hash);
    };
    for (let at = 0; at < text.length;) {
      let hash = 0x811c9dc5;
      let end = at;
      while (end < text.length && isWordUnit(text.charCodeAt(end))) {
        const unit = text.charCodeAt(end++);
        hash = Math.imul(hash ^ unit, 0x01000193);
        // Scripts written without spaces: every character counts as a word.
        if (unit >= 0x2e80 && unit < 0xd800) break;
      }
      if (end === at) {
        at++;
        continue;
      }
      if (words++ > 0) push(Math.imul(previous, 31) ^ hash);
      previous = hash;
      at = end;
    }
    if (words === 0) for (let i = 0; i < text.length; i++) push(text.charCodeAt(i));
    else if (words < shingleWords) push(previous);
    return count;
  }
}

/** Letters, digits and everything beyond ASCII but spaces and general punctuation. */
function isWordUnit(unit: number): boolean {
  if (unit < 128) return (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57) || unit === 95;
  return unit > 0xbf && (unit < 0x2000 || unit > 0x206f) && (unit < 0x3000 || unit > 0x303f);
}
