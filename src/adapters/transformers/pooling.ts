/**
 * The mean of each text's token vectors without padding, scaled to unit Euclidean length (Reimers &
 * Gurevych 2019, arXiv 1908.10084).
 * @param hidden texts × tokens × dimensions, row-major.
 * @param lengths number of real tokens of each text; they come first, padding after them.
 * @returns texts × dimensions. A text without tokens gives a row of zeros.
 */
export function meanPooling(
  hidden: Float32Array,
  tokens: number,
  dimensions: number,
  lengths: readonly number[],
): Float32Array {
  const pooled = new Float32Array(lengths.length * dimensions);
  const sum = new Float64Array(dimensions);
  lengths.forEach((length, text) => {
    sum.fill(0);
    for (let t = 0; t < length; t++) {
      const at = (text * tokens + t) * dimensions;
      for (let j = 0; j < dimensions; j++) sum[j]! += hidden[at + j]!;
    }
    let squares = 0;
    for (const value of sum) squares += value * value;
    // The mean's division by the length cancels in the normalisation.
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let j = 0; j < dimensions; j++) pooled[text * dimensions + j] = sum[j]! * scale;
  });
  return pooled;
}

/**
 * The maximum of each dimension over a text's tokens, scaled to unit Euclidean length. Arguments
 * and result as for `meanPooling`.
 */
export function maxPooling(
  hidden: Float32Array,
  tokens: number,
  dimensions: number,
  lengths: readonly number[],
): Float32Array {
  const largest = new Float32Array(lengths.length * dimensions);
  lengths.forEach((length, text) => {
    for (let j = 0; j < dimensions; j++) {
      let value = length === 0 ? 0 : -Infinity;
      for (let t = 0; t < length; t++) {
        value = Math.max(value, hidden[(text * tokens + t) * dimensions + j]!);
      }
      largest[text * dimensions + j] = value;
    }
  });
  return toUnitLength(largest, lengths.length, dimensions);
}

/** The vector of each text's last token, for decoders; otherwise as `firstPooling`. */
export function lastPooling(
  hidden: Float32Array,
  tokens: number,
  dimensions: number,
  lengths: readonly number[],
): Float32Array {
  const last = new Float32Array(lengths.length * dimensions);
  lengths.forEach((length, text) => {
    if (length === 0) return;
    const at = (text * tokens + length - 1) * dimensions;
    last.set(hidden.subarray(at, at + dimensions), text * dimensions);
  });
  return toUnitLength(last, lengths.length, dimensions);
}

/**
 * The mean of each text's token vectors, the n-th with weight n (Muennighoff 2022, arXiv
 * 2202.08904), scaled to unit Euclidean length. Arguments and result as for `meanPooling`.
 */
export function weightedMeanPooling(
  hidden: Float32Array,
  tokens: number,
  dimensions: number,
  lengths: readonly number[],
): Float32Array {
  const sums = new Float32Array(lengths.length * dimensions);
  lengths.forEach((length, text) => {
    for (let j = 0; j < dimensions; j++) {
      let sum = 0;
      for (let t = 0; t < length; t++) {
        sum += (t + 1) * hidden[(text * tokens + t) * dimensions + j]!;
      }
      sums[text * dimensions + j] = sum;
    }
  });
  return toUnitLength(sums, lengths.length, dimensions);
}

/** Scales rows to unit Euclidean length in place; a row of zeros stays unchanged. */
export function toUnitLength(rows: Float32Array, count: number, dimensions: number): Float32Array {
  for (let row = 0; row < count; row++) {
    const part = rows.subarray(row * dimensions, (row + 1) * dimensions);
    let squares = 0;
    for (const value of part) squares += value * value;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let j = 0; j < dimensions; j++) part[j]! *= scale;
  }
  return rows;
}

/**
 * The vector of each text's first token, `[CLS]`, scaled to unit Euclidean length, as BGE requires
 * (Xiao et al. 2023, arXiv 2309.07597).
 * @param hidden texts × tokens × dimensions, row-major.
 * @param lengths number of real tokens of each text.
 * @returns texts × dimensions. A text without tokens gives a row of zeros.
 */
export function firstPooling(
  hidden: Float32Array,
  tokens: number,
  dimensions: number,
  lengths: readonly number[],
): Float32Array {
  const only = lengths.map((length) => Math.min(1, length));
  return meanPooling(hidden, tokens, dimensions, only);
}
