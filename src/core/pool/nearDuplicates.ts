import { message } from '../messages/messages.ts';
import { throwIfAborted } from '../errors.ts';
import type { OnProgress } from '../progress.ts';
import { normaliseText } from '../record.ts';
import { Rng } from '../rng.ts';

/** Permutations: one byte of signature each (b-bit minwise hashing, Li & König 2010, b = 8). */
const permutations = 64;
/**
 * Permutations per band: four bytes, read as one 32-bit key. Texts that share 70 % of their
 * shingles collide with probability .99.
 */
const bandWidth = 4;
const bands = permutations / bandWidth;
/** Words per shingle. */
const shingleWords = 2;
/** Texts compared per bucket before a text is left to the other bands; keeps the time linear. */
const bucketLimit = 8;
const blockSize = 1024;

export interface NearDuplicateOptions {
  readonly seed: number;
  /**
   * Estimated Jaccard similarity of word shingles at or above which texts are near-duplicates.
   * Default 0.7.
   */
  readonly threshold?: number;
  /**
   * The order in which rows are compared; row order by default. An order that depends only on the
   * records makes the groups independent of row positions.
   */
  readonly order?: Int32Array;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/**
 * Groups records with nearly the same text: MinHash (Broder 1997) over word pairs of the
 * normalised, lower-cased text, locality-sensitive hashing in bands, and union-find, which makes
 * the relation transitive. Linear time in the pool; 64 bytes per record while running.
 * @param size records of the pool
 * @param texts the texts of rows from … to − 1
 * @returns the smallest row of each row's group; n values
 * @throws CancelledError
 */
export async function nearDuplicateGroups(
  size: number,
  texts: (from: number, to: number) => Promise<string[]>,
  options: NearDuplicateOptions,
): Promise<Int32Array> {
  const { seed, threshold = 0.7, order, signal, onProgress } = options;
  const what = message('progress.nearDuplicates', {});
  // Signatures are stored in comparison order, which avoids a cache miss per signature.
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
  // Unrelated texts agree in 1 of 256 bytes.
  const needed = Math.ceil(permutations * (threshold + (1 - threshold) / 256));
  const groups = group(signatures, size, needed, signal);
  return placeOf ? byRow(groups, placeOf) : groups;
}

/** The position of each row in an order of the rows. */
function placesIn(order: Int32Array): Int32Array {
  const places = new Int32Array(order.length);
  for (let place = 0; place < order.length; place++) places[order[place]!] = place;
  return places;
}

/**
 * The smallest row of each row's group.
 * @param groups the group of each position, as one of its positions
 */
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

/** For each signature the first of its group. */
function group(
  signatures: Uint8Array,
  size: number,
  needed: number,
  signal?: AbortSignal,
): Int32Array {
  const keys = new Int32Array(signatures.buffer);
  const parents = Int32Array.from({ length: size }, (_, row) => row);
  // A hash table with open addressing: each slot holds a band's key and the row + 1, so that rows
  // of other keys need no lookup.
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

/**
 * MinHash signatures: the lowest byte of the mixed minimum of h ↦ a·h + b mod 2^32 over a text's
 * shingles.
 */
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
    // Mixes the minima: the low bits of a linear map alone are correlated.
    for (let i = 0; i < permutations; i++) signatures[at + i] = mix(minima[i]!) & 255;
  }

  /** Hashes of all pairs of adjacent words; of the text itself if it has fewer than two words. */
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
        // In scripts written without spaces every character counts as a word.
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

/** Letters, digits, and all non-ASCII except spaces and general punctuation. */
function isWordUnit(unit: number): boolean {
  if (unit < 128) return (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57) || unit === 95;
  return unit > 0xbf && (unit < 0x2000 || unit > 0x206f) && (unit < 0x3000 || unit > 0x303f);
}
