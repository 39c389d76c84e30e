/**
 * The mean of each text's token vectors, padding left out, brought to unit Euclidean length
 * (Reimers & Gurevych 2019, arXiv 1908.10084).
 *
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
 * The vector of each text's first token, `[CLS]`, brought to unit Euclidean length, as BGE asks for it
 * (Xiao et al. 2023, arXiv 2309.07597).
 *
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
