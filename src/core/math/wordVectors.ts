import { matrix, type Matrix } from './matrix.ts';
import { softmaxGroups } from './softmax.ts';
import { lanes, runWidth, stepWidth, wordMemory, type WordKernel } from './wordKernel.ts';

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
  /** Those of the last pass, four a record. */
  readonly #logits: Float32Array;
  readonly #bias: Float32Array;
  readonly #weights: Int16Array;
  /** ‖x − x̂‖ of each record. */
  readonly #errors: Float32Array;
  #longest = 0;
  #last: { classes: number; scale: number; spread: number; fixed: number } | undefined;

  /**
   * Room for n × d numbers, all zero: 2 · n · d bytes, and 32 a record.
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
    this.#logits = new Float32Array(buffer, take(4 * lanes * even), lanes * even);
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
   * Goes through records [from, to) with x·w + bias. What `gaps` and `flattest` then say of them is under the
   * weights that were looked with last.
   * @param weights d × c, c ≥ 2
   * @param bias c
   */
  look(weights: Matrix, bias: Float32Array, from: number, to: number): void {
    const { cols: classes, data } = weights;
    const begin = from - (from % 2);
    const { passes, scale, error } = this.#rounded(weights);
    this.#top.fill(-Infinity, 2 * begin, 2 * (to + (to % 2)));
    for (const { first, live, words } of passes) {
      this.#weights.set(words);
      // Class 0, with which all are compared, is one of the first four: nothing is left of its weights and bias.
      for (let j = 0; j < lanes; j++) {
        const other =
          j < live ? bias[first + j]! : j === live && first === 1 ? bias[0]! : -Infinity;
        this.#bias[j] = (other - bias[0]!) / scale;
      }
      this.#kernel[`topTwoOf${live}`](
        this.#words.byteOffset + wordBytes * begin * this.#width,
        Math.ceil((to - begin) / 2),
        this.#width,
        this.#weights.byteOffset,
        this.#scales.byteOffset + 4 * begin,
        this.#bias.byteOffset,
        this.#top.byteOffset + 8 * begin,
        this.#logits.byteOffset + 4 * lanes * begin,
      );
    }
    const spread = widestDifference(data, classes);
    const fixed =
      this.#longest * (error + floatRounding * spread) + 2 * floatRounding * largestOf(bias);
    this.#last = { classes, scale, spread, fixed };
  }

  /** How far the two largest logits of records lie apart, at the least: n bounds ≥ 0. */
  gaps(rows: Int32Array): Float32Array {
    const { scale, spread, fixed } = this.#last!;
    const top = this.#top;
    const errors = this.#errors;
    const bounds = new Float32Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const gap = (top[2 * row]! - top[2 * row + 1]!) * scale;
      bounds[i] = Math.max(0, gap - spread * errors[row]! - fixed);
    }
    return bounds;
  }

  /**
   * The flattest probabilities that records may have: every class as close to the best one as the bounds allow.
   * @returns rows × c, the classes in an order of their own; undefined where there are more than four of them
   */
  flattest(rows: Int32Array): Matrix | undefined {
    if (!this.#last || this.#last.classes > lanes) return undefined;
    const { classes, scale, spread, fixed } = this.#last;
    const flat = matrix(rows.length, classes);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const most = this.#top[2 * row]!;
      const error = spread * this.#errors[row]! + fixed;
      for (let j = 0; j < classes; j++) {
        const behind = (most - this.#logits[lanes * row + j]!) * scale - error;
        flat.data[i * classes + j] = -Math.max(0, behind);
      }
    }
    softmaxGroups(flat.data, classes);
    return flat;
  }

  /** What the other classes' weights have more than those of class 0, as the kernel reads them. */
  #rounded({ data, cols: classes }: Matrix): RoundedWeights {
    const rest = classes - 1;
    const more = new Float64Array(this.cols * rest);
    for (let k = 0; k < this.cols; k++) {
      const at = k * classes;
      for (let j = 0; j < rest; j++) more[k * rest + j] = data[at + j + 1]! - data[at]!;
    }
    // The kernel adds the products of two numbers in eight in 32 bits.
    const room = Math.floor((2 ** 31 - 1) / largest) - this.#width / 8;
    const scale = Math.max(largestOf(more) / largestWeight, largestSum(more, rest) / room) || 1;
    // Class 0 loses nothing: its column stays zero.
    const lost = new Float64Array(data.length);
    const passes: Pass[] = [];
    for (let first = 1; first < classes;) {
      const live = Math.min(classes - first, first === 1 ? lanes - 1 : lanes) as Pass['live'];
      const words = new Int16Array(live * this.#width);
      for (let k = 0; k < this.cols; k++) {
        // Sixteen numbers of each class in turn.
        const to = (k - (k % runWidth)) * live + (k % runWidth);
        for (let j = 0; j < live; j++) {
          const value = more[k * rest + first - 1 + j]!;
          const word = Math.round(value / scale);
          words[to + j * runWidth] = word;
          lost[k * classes + first + j] = value - word * scale;
        }
      }
      passes.push({ first, live, words });
      first += live;
    }
    return { passes, scale, error: widestDifference(lost, classes) };
  }
}

/** Up to four classes. */
interface Pass {
  readonly first: number;
  readonly live: 1 | 2 | 3 | 4;
  readonly words: Int16Array;
}

interface RoundedWeights {
  readonly passes: readonly Pass[];
  readonly scale: number;
  /** The longest difference between what two classes lost by the rounding. */
  readonly error: number;
}

/** Bytes that n × d numbers take. */
export function bytesFor(rows: number, cols: number): number {
  const width = Math.ceil(cols / stepWidth) * stepWidth;
  return (rows + 1) * (wordBytes * width + 12 + 4 * lanes) + lanes * (wordBytes * width + 4);
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

function largestOf(values: Float32Array | Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

/** The largest sum that one of four adders may be given: of all |w| whose places modulo 8 are 0 and 1, 2 and 3, … */
function largestSum(w: Float64Array, classes: number): number {
  const sums = new Float64Array(4 * classes);
  for (let at = 0; at < w.length; at++) {
    const adder = (Math.floor(at / classes) % 8) >> 1;
    sums[4 * (at % classes) + adder]! += Math.abs(w[at]!);
  }
  return largestOf(sums);
}
