import { matrix, type Matrix } from '../math/matrix.ts';
import { defaultWeights, lexicalBlock, staticBlock, type EmbeddingBlock } from './blocks.ts';

/** The lexical block among joined ones, with the weight that the vectors were joined by. */
export interface LexicalShare {
  /** Its columns. */
  readonly first: number;
  readonly dimensions: number;
  /** Above 0: what counts nothing cannot be brought back. */
  readonly weight: number;
  /** Σ w² of the other blocks. */
  readonly others: number;
}

/** Which block is the lexical one beside a sentence model whose weight is not given; −1 where there is none. */
export function openLexical(blocks: readonly EmbeddingBlock[]): number {
  const hasModel = blocks.some(({ use }) => use !== lexicalBlock && use !== staticBlock);
  return hasModel
    ? blocks.findIndex(({ use, weight }) => use === lexicalBlock && weight === undefined)
    : -1;
}

/**
 * @param dimensions of each block
 * @returns undefined where no weight is to be chosen.
 */
export function lexicalShare(
  blocks: readonly EmbeddingBlock[],
  dimensions: readonly number[],
): LexicalShare | undefined {
  const at = openLexical(blocks);
  if (at < 0) return undefined;
  const weights = defaultWeights(blocks);
  return {
    first: dimensions.slice(0, at).reduce((sum, own) => sum + own, 0),
    dimensions: dimensions[at]!,
    weight: weights[at]!,
    others: weights.reduce((sum, weight, i) => sum + (i === at ? 0 : weight ** 2), 0),
  };
}

/** Records as `joinRows` joins them, with another weight of the lexical block; n × d, each row of unit length. */
export function recordsAt(x: Matrix, share: LexicalShare, weight: number): Matrix {
  if (weight === share.weight) return x;
  const { rows, cols } = x;
  const changed = matrix(rows, cols, x.data.slice());
  const factor = weight / share.weight;
  for (let i = 0; i < rows; i++) {
    const row = changed.data.subarray(i * cols, (i + 1) * cols);
    for (let k = share.first; k < share.first + share.dimensions; k++) row[k]! *= factor;
    scaleToUnit(row);
  }
  return changed;
}

/** Labels as `labelRows` places them beside such records; the lexical block knows nothing of their words. */
export function labelsAt(labels: Matrix, share: LexicalShare, weight: number): Matrix {
  if (weight === share.weight) return labels;
  const scale = Math.sqrt((share.weight ** 2 + share.others) / (weight ** 2 + share.others));
  return matrix(
    labels.rows,
    labels.cols,
    labels.data.map((value) => value * scale),
  );
}

/**
 * Records that were joined without the lexical block, with it.
 * @param x n × d, zero in its columns
 * @param lexical n × its dimensions, row-major; each row of unit length, or of zeros
 */
export function withLexical(x: Matrix, lexical: Float32Array, share: LexicalShare): Matrix {
  const { rows, cols } = x;
  const { first, dimensions, weight, others } = share;
  const joined = matrix(rows, cols, x.data.slice());
  for (let i = 0; i < rows; i++) {
    const row = joined.data.subarray(i * cols, (i + 1) * cols);
    // The other blocks have the length that their weights give them before rows are brought to unit length.
    const length = Math.sqrt(others);
    for (let k = 0; k < cols; k++) row[k]! *= length;
    for (let k = 0; k < dimensions; k++) row[first + k] = weight * lexical[i * dimensions + k]!;
    scaleToUnit(row);
  }
  return joined;
}

function scaleToUnit(row: Float32Array): void {
  const squares = row.reduce((sum, value) => sum + value * value, 0);
  if (squares === 0) return;
  const scale = 1 / Math.sqrt(squares);
  for (let k = 0; k < row.length; k++) row[k]! *= scale;
}
