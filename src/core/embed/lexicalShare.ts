import { matrix, type Matrix } from '../math/matrix.ts';
import { defaultWeights, lexicalBlock, staticBlock, type EmbeddingBlock } from './blocks.ts';

/** The lexical block within concatenated vectors, with its weight. */
export interface LexicalShare {
  /** Its first column. */
  readonly first: number;
  readonly dimensions: number;
  /** Positive: a block with weight 0 cannot be restored. */
  readonly weight: number;
  /** Σ w² of the other blocks. */
  readonly others: number;
}

/**
 * Index of the lexical block next to a sentence model, if its weight is not given; otherwise −1.
 */
export function openLexical(blocks: readonly EmbeddingBlock[]): number {
  const hasModel = blocks.some(({ use }) => use !== lexicalBlock && use !== staticBlock);
  return hasModel
    ? blocks.findIndex(({ use, weight }) => use === lexicalBlock && weight === undefined)
    : -1;
}

/**
 * @param dimensions of each block
 * @returns undefined if no weight has to be chosen
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

/**
 * Records as from `joinRows`, with another weight of the lexical block; n × d, rows of unit length.
 */
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

/** Labels as from `labelRows`, matching such records; the lexical block cannot embed them. */
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
 * Adds the lexical block to records that were concatenated without it.
 * @param x n × d, zero in its columns
 * @param lexical n × its dimensions, row-major; each row of unit length, or zero
 */
export function withLexical(x: Matrix, lexical: Float32Array, share: LexicalShare): Matrix {
  const { rows, cols } = x;
  const { first, dimensions, weight, others } = share;
  const joined = matrix(rows, cols, x.data.slice());
  for (let i = 0; i < rows; i++) {
    const row = joined.data.subarray(i * cols, (i + 1) * cols);
    // Norm of the other blocks before normalisation, from their weights.
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
