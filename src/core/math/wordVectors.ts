import type { Matrix } from './matrix.ts';
import { lanes, stepWidth, wordMemory, type WordKernel } from './wordKernel.ts';

/** Numbers of a record are rounded to as many steps on either side of 0. */
const largest = 8191;
/** Weights are, at the most. */
const largestWeight = 32_767;
/** Rounding of float32 products, as a share of the lengths multiplied; a thousand numbers stay well below it. */
const floatRounding = 1e-5;
const wordBytes = 2;

/**
 * A pool's vectors in two bytes a number, so that a pass over all of them reads half of the memory and pools
 * whose vectors would not fit into it do. Every record is scaled by its own largest number; what the rounding
 * took from it is kept as a length, so that what is said of its logits is a bound that holds, not an estimate.
 */
export class WordVectors {
  readonly rows: number;
  readonly cols: number;
  /** `cols`, rounded up to what the kernel steps through. */
  readonly #width: number;
  readonly #kernel: WordKernel;
  readonly #words: Int16Array;
  readonly #scales: Float32Array;
  /** Largest and second largest logit of each record, two floats. */
  readonly #top: Float32Array;
  readonly #bias: Float32Array;
  readonly #weights: Int16Array;
  /** ‖x − x̂‖ of each record. */
  readonly #errors: Float32Array;
  #longest = 0;

  /**
   * Room for n × d numbers, all zero: 2 · n · d bytes, and 16 a record.
   * @throws RangeError when there is no memory for them.
   */
  constructor(rows: number, cols: number) {
    this.rows = rows;
    this.cols = cols;
    this.#width = Math.ceil(cols / stepWidth) * stepWidth;
    // Records are taken two by two.
    const even = rows + (rows % 2);
    const { buffer, kernel } = wordMemory(bytesFor(rows, cols));
    this.#kernel = kernel;
    let at = 0;
    const take = (bytes: number): number => (at += bytes) - bytes;
    this.#words = new Int16Array(buffer, take(wordBytes * even * this.#width), even * this.#width);
    const weights = lanes * this.#width;
    this.#weights = new Int16Array(buffer, take(wordBytes * weights), weights);
    this.#bias = new Float32Array(buffer, take(4 * lanes), lanes);
    this.#scales = new Float32Array(buffer, take(4 * even), even);
    this.#top = new Float32Array(buffer, take(8 * even), 2 * even);
    this.#errors = new Float32Array(rows);
  }

  /** Takes over records [from, from + vectors.rows). @throws RangeError if they do not fit. */
  set(from: number, { rows, cols, data }: Matrix): void {
    if (cols !== this.cols || from < 0 || from + rows > this.rows) {
      throw new RangeError(`WordVectors: ${rows} × ${cols} from ${from} does not fit`);
    }
    for (let i = 0; i < rows; i++) {
      const at = i * cols;
      let most = 0;
      for (let k = at; k < at + cols; k++) most = Math.max(most, Math.abs(data[k]!));
      const scale = Math.fround(most / largest);
      // A scale too small for float32 makes the whole record an error, which is a bound all the same.
      const factor = scale > 0 ? 1 / scale : 0;
      let lost = 0;
      let kept = 0;
      for (let k = at, to = (from + i) * this.#width; k < at + cols; k++, to++) {
        const word = Math.max(-largest, Math.min(largest, Math.round(data[k]! * factor)));
        this.#words[to] = word;
        const value = word * scale;
        lost += (data[k]! - value) * (data[k]! - value);
        kept += value * value;
      }
      this.#scales[from + i] = scale;
      this.#errors[from + i] = Math.sqrt(lost) * (1 + 1e-6);
      this.#longest = Math.max(this.#longest, Math.sqrt(kept));
    }
  }

  /**
   * How far the two largest of x·w + bias lie apart, at the least, for records [from, to).
   * @param weights d × c, c ≥ 2
   * @param bias c
   * @param out n bounds ≥ 0; those of records [from, to) are written
   */
  gaps(weights: Matrix, bias: Float32Array, from: number, to: number, out: Float32Array): void {
    const { cols: classes, data } = weights;
    const begin = from - (from % 2);
    const rounded = this.#rounded(weights);
    this.#top.fill(-Infinity, 2 * begin, 2 * (to + (to % 2)));
    for (let first = 0; first < classes; first += lanes) {
      this.#weights.set(rounded.words.subarray(first * this.#width, (first + lanes) * this.#width));
      for (let j = 0; j < lanes; j++)
        this.#bias[j] = (bias[first + j] ?? -Infinity) / rounded.scale;
      this.#kernel.topTwo(
        this.#words.byteOffset + wordBytes * begin * this.#width,
        Math.ceil((to - begin) / 2),
        this.#width,
        this.#weights.byteOffset,
        this.#scales.byteOffset + 4 * begin,
        this.#bias.byteOffset,
        this.#top.byteOffset + 8 * begin,
      );
    }
    const spread = widestDifference(data, classes);
    const fixed =
      this.#longest * (rounded.error + floatRounding * spread) + floatRounding * largestOf(bias);
    for (let i = from; i < to; i++) {
      const gap = (this.#top[2 * i]! - this.#top[2 * i + 1]!) * rounded.scale;
      out[i] = Math.max(0, gap - spread * this.#errors[i]! - fixed);
    }
  }

  /** The weights as the kernel reads them, four classes after four. */
  #rounded({ data, cols: classes }: Matrix): RoundedWeights {
    const padded = Math.ceil(classes / lanes) * lanes;
    const words = new Int16Array(padded * this.#width);
    // The kernel adds every fourth product in 32 bits.
    const most = Math.min(
      largestWeight,
      Math.floor((2 ** 31 - 1) / (largest * (this.#width / lanes))),
    );
    const scale = largestOf(data) / most || 1;
    const lost = new Float64Array(data.length);
    for (let k = 0; k < this.cols; k++) {
      for (let j = 0; j < classes; j++) {
        const word = Math.round(data[k * classes + j]! / scale);
        words[this.#wordAt(k, j)] = word;
        lost[k * classes + j] = data[k * classes + j]! - word * scale;
      }
    }
    return { words, scale, error: widestDifference(lost, classes) };
  }

  /** Where number k of class j lies: sixteen of each of four classes in turn. */
  #wordAt(k: number, j: number): number {
    const group = (j - (j % lanes)) * this.#width;
    const step = (k - (k % stepWidth)) * lanes;
    return group + step + (j % lanes) * stepWidth + (k % stepWidth);
  }
}

interface RoundedWeights {
  readonly words: Int16Array;
  readonly scale: number;
  /** The longest difference between what two classes lost by the rounding. */
  readonly error: number;
}

/** Bytes that n × d numbers take. */
export function bytesFor(rows: number, cols: number): number {
  const width = Math.ceil(cols / stepWidth) * stepWidth;
  return (rows + 1) * (wordBytes * width + 12) + lanes * (wordBytes * width + 4);
}

/** max over pairs of classes of ‖w_a − w_b‖. @param w d × c */
function widestDifference(w: Float32Array | Float64Array, classes: number): number {
  let widest = 0;
  for (let a = 0; a < classes; a++) {
    for (let b = a + 1; b < classes; b++) {
      let square = 0;
      for (let at = 0; at < w.length; at += classes) square += (w[at + a]! - w[at + b]!) ** 2;
      widest = Math.max(widest, square);
    }
  }
  return Math.sqrt(widest);
}

function largestOf(values: Float32Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
