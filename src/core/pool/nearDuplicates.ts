import { message } from '../messages/messages.ts';
import { throwIfAborted } from '../errors.ts';
import type { OnProgress } from '../progress.ts';
import { normaliseText } from '../record.ts';
import { Rng } from '../rng.ts';

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
  const what = message('progress.nearDuplicates', {});
  // Signatures lie in the order in which they are compared: otherwise each one of many would be fetched from memory anew.
  const placeOf = order && placesIn(order);
  const signatures = new Uint8Array(permutations * size);
  const hasher = new SignatureHasher(seed);
  for (let from = 0; from < size; from += blockSize) {
    throwIfAborted(signal);
    const to = Math.min(size, from + blockSize);
    for (const [i, text] of (await texts(from, to)).entries()) {
      const place = placeOf ? placeOf[from + i]! : from + i;
      hasher.sign(normaliseText(text).toLowerCase(), signatures, permutations * place);
    }
    onProgress?.({ what, step: to, steps: size });
  }
  // Two unrelated texts agree in one byte of 256.
  const needed = Math.ceil(permutations * (threshold + (1 - threshold) / 256));
  const groups = group(signatures, size, needed, signal);
  return placeOf ? byRow(groups, placeOf) : groups;
}

/** Where each row stands in an order of the rows. */
function placesIn(order: Int32Array): Int32Array {
  const places = new Int32Array(order.length);
  for (let place = 0; place < order.length; place++) places[order[place]!] = place;
  return places;
}

/** For each row the smallest row of its group. @param groups for each place one place of its group */
function byRow(groups: Int32Array, placeOf: Int32Array): Int32Array {
  const smallest = new Int32Array(groups.length).fill(-1);
  const rows = new Int32Array(groups.length);
  for (let row = 0; row < rows.length; row++) {
    const name = groups[placeOf[row]!]!;
    if (smallest[name]! < 0) smallest[name] = row;
    rows[row] = smallest[name]!;
  }
  return rows;
}

/** For each signature the first one of its group. */
function group(
  signatures: Uint8Array,
  size: number,
  needed: number,
  signal?: AbortSignal,
): Int32Array {
  const keys = new Int32Array(signatures.buffer);
  const parents = Int32Array.from({ length: size }, (_, row) => row);
  // A hash table by open addressing: in each slot the key of a band beside one more than the row, so that the
  // rows of other keys need not be looked up.
  const slots = 2 ** Math.ceil(Math.log2(1.5 * size + 2));
  const table = new Int32Array(2 * slots);
  for (let band = 0; band < bands; band++) {
    throwIfAborted(signal);
    table.fill(0);
    for (let row = 0; row < size; row++) {
      const key = keys[bands * row + band]!;
      let compared = 0;
      for (let slot = mix(key) & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
        const other = table[2 * slot + 1]! - 1;
        if (other < 0) {
          table[2 * slot] = key;
          table[2 * slot + 1] = row + 1;
          break;
        }
        if (table[2 * slot] !== key) continue;
        if (++compared > bucketLimit) break;
        if (agreement(signatures, row, other) >= needed) {
          unite(parents, other, row);
          break;
        }
      }
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
