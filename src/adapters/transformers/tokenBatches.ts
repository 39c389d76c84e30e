/** Texts that run through a model together. */
export interface TokenBatch {
  /** Indices of the texts. */
  readonly texts: readonly number[];
  /** Tokens of every row, padding included. */
  readonly width: number;
}

/**
 * Groups texts of similar length, so that little is padding.
 * @param lengths tokens of each text
 * @param size maximum number of texts per batch
 * @param most maximum number of tokens per batch, padding included; a batch always has one text
 * @param multiple of tokens per batch, padding included: batches of more texts than this reach it
 * by their number of texts, smaller ones by wider rows
 * @returns batches with every index in exactly one; deterministic, as ties keep their order
 */
export function tokenBatches(
  lengths: readonly number[],
  size: number,
  most: number,
  multiple = 1,
): TokenBatch[] {
  const order = [...lengths.keys()].sort((a, b) => lengths[a]! - lengths[b]! || a - b);
  const batches: TokenBatch[] = [];
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    // In ascending order the last text is the longest and determines the width of the batch.
    while (
      to < order.length &&
      to - from < size &&
      (to - from + 1) * lengths[order[to]!]! <= most
    ) {
      to++;
    }
    const count = to - from;
    if (count > multiple) to -= count % multiple;
    const texts = order.slice(from, to);
    batches.push({ texts, width: widthOf(texts.length, lengths[order[to - 1]!]!, multiple) });
    from = to;
  }
  return batches;
}

/** The least width of at least `longest` at which `count` rows have a multiple of `multiple` tokens. */
function widthOf(count: number, longest: number, multiple: number): number {
  let width = Math.max(1, longest);
  while ((count * width) % multiple !== 0) width++;
  return width;
}
