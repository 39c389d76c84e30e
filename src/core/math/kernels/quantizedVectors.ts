import type { ThreadPool, StartThreads } from './threadPool.ts';
import { matrix, type Matrix } from '../matrix.ts';
import { softmaxGroups } from '../softmax.ts';
import {
  adders,
  blockRows,
  lanes,
  overrun,
  runWidth,
  stepWidth,
  createInt16Kernel,
  type Int16Kernel,
} from './int16Kernel.ts';

/** The largest quantized value. */
const largest = 32_767;
/** The smallest normal float32. */
const smallest = 2 ** -126;
/** The kernel accumulates in signed 32-bit integers. */
const largestSum = 2 ** 31 - 1;
/** Rounding error of a float32 dot product relative to the product of the norms; holds for thousands of terms. */
const floatRounding = 1e-5;
const wordBytes = 2;
/** Accumulators per kernel call. */
const sums = 2 * blockRows * adders * lanes;
/** More threads than this gain nothing: memory bandwidth is exhausted. */
export const maxThreads = 4;
/** Below this many multiply-adds (≈ 1 ms) the work stays on one thread. */
const worthSharing = 2 ** 25;
/** Records per call of `listBelow`. */
const listed = 4096;

/**
 * A pool's vectors, quantized to 16-bit integers: a pass over all of them reads half the memory,
 * and larger pools fit. Every record has its own scale; the norm of its rounding error is stored,
 * so that margins are lower bounds, not estimates.
 */
export class QuantizedVectors {
  readonly rows: number;
  readonly cols: number;
  /** Lower bound of each record's margin between its two largest logits, as far as computed. */
  readonly margins: Float32Array;
  /** `cols`, rounded up to the kernel's step. */
  readonly #width: number;
  readonly #kernel: Int16Kernel;
  readonly #threads: ThreadPool | undefined;
  readonly #words: Int16Array;
  readonly #scales: Float32Array;
  /** For every four records the largest logit of each, then the second largest. */
  readonly #top: Float32Array;
  /** Logits of the last pass: for every four records the first of each, then the second, … */
  readonly #logits: Float32Array;
  readonly #bias: Float32Array;
  readonly #factors: Float32Array;
  /** The kernel's scratch memory. */
  readonly #sums: Float32Array;
  readonly #limit: Float32Array;
  /** Row numbers found by `listBelow`, followed by their end address. */
  readonly #found: Int32Array;
  readonly #weights: Int16Array;
  /** ‖x − x̂‖ of each record. */
  readonly #errors: Float32Array;
  #longest = 0;
  #worst = 0;
  #last: LastPass | undefined;

  /**
   * Allocates n × d zeros: 2 · n · d bytes, and 36 a record.
   * @param startThreads starts the threads that share the passes; single-threaded if omitted
   * @throws RangeError if there is not enough memory
   */
  constructor(rows: number, cols: number, startThreads?: StartThreads) {
    this.rows = rows;
    this.cols = cols;
    this.#width = Math.ceil(cols / stepWidth) * stepWidth;
    const places = rows + overrun;
    const room = createInt16Kernel(bytesFor(rows, cols), startThreads !== undefined);
    const { buffer, kernel } = room;
    this.#kernel = kernel;
    this.#threads = startThreads?.(room);
    let at = 0;
    const take = (bytes: number): number => (at += bytes) - bytes;
    const floats = (count: number): Float32Array =>
      new Float32Array(buffer, take(4 * count), count);
    const words = (count: number): Int16Array =>
      new Int16Array(buffer, take(wordBytes * count), count);
    this.#words = words(places * this.#width);
    this.#weights = words(lanes * this.#width);
    this.#bias = floats(lanes);
    this.#factors = floats(lanes);
    this.#scales = floats(places);
    this.#errors = floats(places);
    this.#top = floats(2 * places);
    this.#logits = floats(lanes * places);
    this.margins = floats(places).subarray(0, rows);
    this.#sums = floats(maxThreads * sums);
    this.#limit = floats(1);
    this.#found = new Int32Array(buffer, take(4 * (listed + 1)), listed + 1);
  }

  /**
   * Quantizes records [from, from + vectors.rows).
   * @throws RangeError if they do not fit
   */
  set(from: number, { rows, cols, data }: Matrix): void {
    if (cols !== this.cols || from < 0 || from + rows > this.rows) {
      throw new RangeError(`QuantizedVectors: ${rows} × ${cols} from ${from} does not fit`);
    }
    const words = this.#words;
    for (let i = 0; i < rows; i++) {
      const at = i * cols;
      // A partial sum's share has at most the norm of the largest value, so no value overflows.
      const exact = longestShare(data, at, cols, 1) / largest;
      // A subnormal scale makes the whole record a rounding error: the bound still holds.
      const scale = exact >= smallest ? Math.fround(exact) : 0;
      const factor = scale > 0 ? 1 / scale : 0;
      let lost = 0;
      let kept = 0;
      for (let k = at, to = (from + i) * this.#width; k < at + cols; k++, to++) {
        const number = data[k]!;
        const word = Math.floor(number * factor + 0.5);
        words[to] = word;
        const value = word * scale;
        const error = number - value;
        lost += error * error;
        kept += value * value;
      }
      this.#scales[from + i] = scale;
      const error = Math.sqrt(lost) * (1 + 1e-6);
      this.#errors[from + i] = error;
      this.#worst = Math.max(this.#worst, error);
      this.#longest = Math.max(this.#longest, Math.sqrt(kept));
    }
  }

  /**
   * Scores records [from, to) with x·w + bias and updates their `margins`;
   * `upperBoundProbabilities` uses the latest weights.
   * @param weights d × c, c ≥ 2
   * @param bias c
   */
  computeMargins(weights: Matrix, bias: Float32Array, from: number, to: number): void {
    const { cols: classes, data } = weights;
    const { passes, scale, error } = this.#rounded(weights);
    const spread = widestDifference(data, classes);
    const fixed =
      this.#longest * (error + floatRounding * spread) + 2 * floatRounding * largestOf(bias);
    this.#factors.set([scale, spread, fixed]);
    this.#last = { classes, scale, spread, fixed };
    const begin = from - (from % blockRows);
    this.#top.fill(-Infinity, 2 * begin, 2 * (to + overrun));
    for (const { first, live, words } of passes) {
      this.#weights.set(words);
      // Logits are relative to class 0, one of the first four, whose weights and bias become 0.
      for (let j = 0; j < lanes; j++) {
        const other =
          j < live ? bias[first + j]! : j === live && first === 1 ? bias[0]! : -Infinity;
        this.#bias[j] = (other - bias[0]!) / scale;
      }
      // The thread pool is closed now; start over on this thread, since the pass may be half done.
      if (!this.#pass(`topTwoN${live}`, begin, to, live)) {
        return this.computeMargins(weights, bias, from, to);
      }
    }
  }

  /**
   * One pass, split among the threads.
   * @returns false if a thread did not respond
   */
  #pass(name: `topTwoN${Pass['live']}`, from: number, to: number, live: number): boolean {
    const work = (to - from) * this.#width * live;
    const parts =
      this.#threads && work >= worthSharing ? Math.min(maxThreads, this.#threads.size) : 1;
    const share = Math.ceil((to - from) / parts / (2 * blockRows)) * 2 * blockRows;
    const calls: Parameters<Int16Kernel[typeof name]>[] = [];
    for (let begin = from; begin < to; begin += share) {
      calls.push([
        this.#words.byteOffset + wordBytes * begin * this.#width,
        Math.min(share, to - begin),
        this.#width,
        this.#weights.byteOffset,
        this.#scales.byteOffset + 4 * begin,
        this.#bias.byteOffset,
        this.#top.byteOffset + 8 * begin,
        this.#logits.byteOffset + 4 * lanes * begin,
        this.#errors.byteOffset + 4 * begin,
        this.#factors.byteOffset,
        this.margins.byteOffset + 4 * begin,
        this.#sums.byteOffset + 4 * sums * calls.length,
      ]);
    }
    if (calls.length > 1) return this.#threads!.run(name, calls);
    if (calls[0]) this.#kernel[name](...calls[0]);
    return true;
  }

  /** Ends the threads. */
  close(): void {
    this.#threads?.close();
  }

  /** The largest amount subtracted from a record's margin to make it a bound. */
  get tolerance(): number {
    const { spread, fixed } = this.#last!;
    return spread * this.#worst + fixed;
  }

  /** Records whose margins do not exceed a limit, ascending. */
  rowsWithin(limit: number): Int32Array {
    this.#limit[0] = limit;
    const parts: Int32Array[] = [];
    const begin = this.#found.byteOffset;
    for (let from = 0; from < this.rows; from += listed) {
      const to = Math.min(this.rows, from + listed);
      this.#kernel.listBelow(
        this.margins.byteOffset + 4 * from,
        to - from,
        from,
        this.#limit.byteOffset,
        begin,
        begin + 4 * listed,
      );
      const count = (this.#found[listed]! - begin) / 4;
      if (count > 0) parts.push(this.#found.slice(0, count));
    }
    return joined(parts, this.rows);
  }

  /**
   * Probabilities with every class as close to the best one as the bounds allow.
   * @returns rows × c, columns in any order; undefined for more than four classes
   */
  upperBoundProbabilities(rows: Int32Array): Matrix | undefined {
    if (!this.#last || this.#last.classes > lanes) return undefined;
    const { classes, scale, spread, fixed } = this.#last;
    const flat = matrix(rows.length, classes);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const block = row - (row % blockRows);
      const top = this.#top[block + row]!;
      const error = spread * this.#errors[row]! + fixed;
      for (let j = 0; j < classes; j++) {
        const behind =
          (top - this.#logits[lanes * block + blockRows * j + row - block]!) * scale - error;
        flat.data[i * classes + j] = -Math.max(0, behind);
      }
    }
    softmaxGroups(flat.data, classes);
    return flat;
  }

  /** The weights relative to those of class 0, quantized and in the kernel's layout. */
  #rounded({ data, cols: classes }: Matrix): RoundedWeights {
    const rest = classes - 1;
    const more = new Float64Array(this.cols * rest);
    for (let k = 0; k < this.cols; k++) {
      const at = k * classes;
      for (let j = 0; j < rest; j++) more[k * rest + j] = data[at + j + 1]! - data[at]!;
    }
    // No partial sum exceeds the product of the norms (Cauchy–Schwarz).
    const rounding = Math.sqrt(this.#width / adders) / 2;
    const room = largestSum / (largest + rounding) - rounding;
    let share = 0;
    for (let j = 0; j < rest; j++) {
      share = Math.max(share, longestShare(more, j, this.cols, rest));
    }
    const scale = Math.max(largestOf(more) / largest, share / room) || 1;
    // Class 0 has no rounding error: its column stays zero.
    const lost = new Float64Array(data.length);
    const passes: Pass[] = [];
    for (let first = 1; first < classes;) {
      const live = Math.min(classes - first, first === 1 ? lanes - 1 : lanes) as Pass['live'];
      const words = new Int16Array(live * this.#width);
      for (let k = 0; k < this.cols; k++) {
        // Interleaved: eight weights of each class.
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

interface LastPass {
  readonly classes: number;
  /** Factor from the kernel's logits to real ones. */
  readonly scale: number;
  /** The largest norm of a difference of two classes' weights. */
  readonly spread: number;
  /** Error of a margin that does not depend on the record. */
  readonly fixed: number;
}

/** Weights of up to four classes. */
interface Pass {
  readonly first: number;
  readonly live: 1 | 2 | 3 | 4;
  readonly words: Int16Array;
}

interface RoundedWeights {
  readonly passes: readonly Pass[];
  readonly scale: number;
  /** The largest norm of a difference of two classes' rounding errors. */
  readonly error: number;
}

/** Memory of n × d quantized vectors in bytes. */
export function bytesFor(rows: number, cols: number): number {
  const width = Math.ceil(cols / stepWidth) * stepWidth;
  const forRecord = wordBytes * width + 4 * (5 + lanes);
  return (
    (rows + overrun) * forRecord +
    lanes * (wordBytes * width + 8) +
    4 * (maxThreads * sums + listed + 2)
  );
}

/** Concatenates row numbers, dropping those ≥ `end`. */
function joined(parts: readonly Int32Array[], end: number): Int32Array {
  const all = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  while (at > 0 && all[at - 1]! >= end) at--;
  return all.subarray(0, at);
}

/**
 * max over pairs of classes of ‖w_a − w_b‖.
 * @param w d × c
 */
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
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest;
}

/**
 * The largest norm of one accumulator's share of a vector: the numbers with index modulo 8 of 0 and
 * 1, 2 and 3, …
 * @param step between the vector's numbers
 */
function longestShare(
  values: Float32Array | Float64Array,
  first: number,
  count: number,
  step: number,
): number {
  const squares = new Float64Array(adders);
  for (let k = 0, at = first; k < count; k++, at += step) {
    squares[(k % (2 * adders)) >> 1]! += values[at]! * values[at]!;
  }
  return Math.sqrt(largestOf(squares));
}
