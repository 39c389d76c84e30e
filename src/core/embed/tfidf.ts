import { HashIndex } from './hashIndex.ts';
import { NgramHasher, type NgramRange } from './ngrams.ts';
import type { SparseMatrix } from '../math/sparse.ts';

/** The columns of a fitted TF-IDF: their n-grams and weights. */
export interface Vocabulary {
  readonly range: NgramRange;
  /** Hash of each column's n-gram, most frequent first. */
  readonly hashes: Uint32Array;
  /** ln((1 + n) / (1 + df)) + 1, as scikit-learn's `smooth_idf`. */
  readonly idf: Float32Array;
}

/** Counts the texts in which each n-gram occurs. */
export class DocumentFrequencies {
  readonly #range: NgramRange;
  readonly #hasher: NgramHasher;
  readonly #index = new HashIndex(1 << 16);
  #counts = new Uint32Array(1 << 16);
  #seenIn = new Uint32Array(1 << 16);
  #texts = 0;

  constructor(range: NgramRange) {
    this.#range = range;
    this.#hasher = new NgramHasher(range);
  }

  get texts(): number {
    return this.#texts;
  }

  add(text: string): void {
    const text1 = ++this.#texts;
    const { hashes, size } = this.#hasher.hash(text);
    for (let i = 0; i < size; i++) {
      const at = this.#index.add(hashes[i]!);
      if (at >= this.#counts.length) this.#grow();
      if (this.#seenIn[at] === text1) continue;
      this.#seenIn[at] = text1;
      this.#counts[at]!++;
    }
  }

  /**
   * The n-grams with a document frequency of at least `minimum`, most frequent first (ties by
   * hash), at most `limit` of them. Ignores the minimum if nothing would remain, as in a pool of
   * three texts.
   */
  vocabulary(minimum: number, limit: number): Vocabulary {
    const keys = this.#index.keys();
    const counts = this.#counts;
    const least = this.#minFrequency(keys.length, minimum, limit);
    // Sorts only those that are kept: sorting a million n-grams that occur once would dominate the
    // time.
    const above = [];
    const ties = [];
    for (let at = 0; at < keys.length; at++) {
      if (counts[at]! > least) above.push(at);
      else if (counts[at] === least) ties.push(keys[at]!);
    }
    above.sort((a, b) => counts[b]! - counts[a]! || keys[a]! - keys[b]!);
    const tied = Uint32Array.from(ties)
      .sort()
      .subarray(0, limit - above.length);
    const columns = Int32Array.from([
      ...above,
      ...Array.from(tied, (key) => this.#index.find(key)),
    ]);
    const n = this.#texts;
    return {
      range: this.#range,
      hashes: Uint32Array.from(columns, (at) => keys[at]!),
      idf: Float32Array.from(columns, (at) => Math.log((1 + n) / (1 + counts[at]!)) + 1),
    };
  }

  /** The smallest count that still gets a column; not all n-grams with this count do. */
  #minFrequency(size: number, minimum: number, limit: number): number {
    const histogram = new Int32Array(this.#texts + 1);
    for (let at = 0; at < size; at++) histogram[this.#counts[at]!]!++;
    let kept = 0;
    let least = this.#texts;
    for (; least > 1; least--) {
      kept += histogram[least]!;
      if (kept >= limit) break;
      if (least <= minimum && kept > 0) break;
    }
    return least;
  }

  #grow(): void {
    const counts = new Uint32Array(2 * this.#counts.length);
    counts.set(this.#counts);
    const seenIn = new Uint32Array(counts.length);
    seenIn.set(this.#seenIn);
    this.#counts = counts;
    this.#seenIn = seenIn;
  }
}

/**
 * Texts → rows of (1 + ln tf)·idf. Normalises words and characters separately to unit length, then
 * the whole row, so that neither kind dominates (scikit-learn: a FeatureUnion of two
 * TfidfVectorizers with `sublinear_tf`, normalised).
 */
export class TfidfVectorizer {
  readonly #hasher: NgramHasher;
  readonly #index: HashIndex;
  readonly #idf: Float32Array;
  readonly #counts: Float32Array;
  #starts = new Int32Array(257);
  #columns = new Int32Array(1 << 16);
  #values = new Float32Array(1 << 16);

  /** @param classes see `NgramHasher` */
  constructor(vocabulary: Vocabulary, classes?: Uint8Array) {
    this.#hasher = new NgramHasher(vocabulary.range, classes);
    this.#index = new HashIndex(vocabulary.hashes.length);
    for (const hash of vocabulary.hashes) this.#index.add(hash);
    this.#idf = vocabulary.idf;
    this.#counts = new Float32Array(vocabulary.hashes.length);
  }

  /** @returns one row per text, in arrays that the next call overwrites */
  transform(texts: readonly string[]): SparseMatrix {
    if (this.#starts.length < texts.length + 1) this.#starts = new Int32Array(texts.length + 1);
    let end = 0;
    for (let row = 0; row < texts.length; row++) {
      const { hashes, words, size } = this.#hasher.hash(texts[row]!);
      if (end + size > this.#columns.length) this.#grow(end + size);
      const begin = end;
      end = this.#weigh(hashes, 0, words, end);
      const middle = end;
      end = this.#weigh(hashes, words, size, end);
      if (begin < middle && middle < end) {
        for (let e = begin; e < end; e++) this.#values[e]! *= Math.SQRT1_2;
      }
      this.#starts[row + 1] = end;
    }
    return {
      rows: texts.length,
      cols: this.#idf.length,
      starts: this.#starts.subarray(0, texts.length + 1),
      columns: this.#columns.subarray(0, end),
      values: this.#values.subarray(0, end),
    };
  }

  /** Appends the unit-length row of `hashes[from … to)` at entry `at`; returns its end. */
  #weigh(hashes: Uint32Array, from: number, to: number, at: number): number {
    const counts = this.#counts;
    const columns = this.#columns;
    const values = this.#values;
    let end = at;
    for (let i = from; i < to; i++) {
      const column = this.#index.find(hashes[i]!);
      if (column < 0) continue;
      if (counts[column]!++ === 0) columns[end++] = column;
    }
    // Ascending columns ascend in rarity, and are neighbours in the dense factor of the next
    // product.
    columns.subarray(at, end).sort();
    let squares = 0;
    for (let e = at; e < end; e++) {
      const column = columns[e]!;
      const weight = (1 + Math.log(counts[column]!)) * this.#idf[column]!;
      counts[column] = 0;
      values[e] = weight;
      squares += weight * weight;
    }
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let e = at; e < end; e++) values[e]! *= scale;
    return end;
  }

  #grow(needed: number): void {
    const columns = new Int32Array(2 * needed);
    columns.set(this.#columns);
    this.#columns = columns;
    const values = new Float32Array(2 * needed);
    values.set(this.#values);
    this.#values = values;
  }
}
