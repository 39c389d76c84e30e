import { means, pieceLists, solveRidge } from './ridge.ts';
import { principalAxes, project } from './principalAxes.ts';

export interface FitOptions {
  /** Dimensions of a teacher's vector. */
  readonly width: number;
  readonly dimensions: number;
  /** Regularization of the table towards the vectors of single pieces. */
  readonly lambda: number;
  /**
   * The a in a piece's weight a / (a + p), where p is its probability (Arora et al. 2017): smooth
   * inverse frequency.
   */
  readonly rarity: number;
  /** Ids without meaning: their rows are zeros, and texts omit them. */
  readonly specialIds: readonly number[];
  /** One text in this many is held out to measure the fit. */
  readonly heldOut: number;
  readonly onStep?: (step: number, residual: number) => void;
}

export interface Fit {
  /** pieces × dimensions, row-major. */
  readonly rows: Float32Array;
  /** Share of the teacher's variance along the kept axes. */
  readonly varianceKept: number;
  readonly untrained: FitMeasure;
  readonly trained: FitMeasure;
}

/**
 * On the held-out texts: the explained share of the targets' variance, and the mean cosine to them.
 */
export interface FitMeasure {
  readonly rSquared: number;
  readonly cosine: number;
}

/**
 * Fits the table whose means are closest to a teacher's text vectors (after Model2Vec and
 * Tokenlearn). The targets are the teacher's vectors on their first principal components; the
 * initial values are each piece's own vector there, weighted by its rarity.
 * @param pieceVectors the teacher's vector of each single piece, pieces × width
 * @param texts the ids of each text
 * @param textVectors the teacher's vectors of the texts, texts × width
 */
export function fitTable(
  pieceVectors: Float32Array,
  texts: readonly ArrayLike<number>[],
  textVectors: Float32Array,
  options: FitOptions,
): Fit {
  const { width, dimensions, lambda, specialIds, heldOut, onStep } = options;
  const { mean, axes, variances } = principalAxes(textVectors, width, dimensions);
  const targets = project(textVectors, mean, axes);
  const special = new Set(specialIds);
  const ordinary = texts.map((ids) => Array.from(ids).filter((id) => !special.has(id)));
  const isHeld = (text: number): boolean => text % heldOut === heldOut - 1;
  const learnt = part(ordinary, targets, dimensions, (text) => !isHeld(text));
  const held = part(ordinary, targets, dimensions, isHeld);

  const z0 = initialRows(pieceVectors, axes, options);
  scaleToFit(z0, learnt, dimensions);
  const rows = solveRidge(learnt.lists, learnt.targets, z0, {
    width: dimensions,
    lambda,
    tolerance: 1e-3,
    ...(onStep && { onStep }),
  });
  const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
  return {
    rows,
    varianceKept: sum(variances.subarray(0, dimensions)) / sum(variances),
    untrained: measure(held, z0, dimensions),
    trained: measure(held, rows, dimensions),
  };
}

interface Part {
  readonly lists: ReturnType<typeof pieceLists>;
  readonly targets: Float32Array;
}

/** The selected texts that have meaningful pieces, with their targets. */
function part(
  texts: readonly number[][],
  targets: Float32Array,
  width: number,
  chosen: (text: number) => boolean,
): Part {
  const kept = [...texts.keys()].filter((text) => texts[text]!.length > 0 && chosen(text));
  const own = new Float32Array(kept.length * width);
  kept.forEach((text, i) => own.set(targets.subarray(text * width, (text + 1) * width), i * width));
  return { lists: pieceLists(kept.map((text) => texts[text]!)), targets: own };
}

/**
 * Each piece's own vector along the axes, weighted by its rarity; zeros for ids without meaning.
 */
function initialRows(
  vectors: Float32Array,
  axes: Float64Array,
  { width, dimensions, rarity, specialIds }: FitOptions,
): Float32Array {
  const count = vectors.length / width;
  const mean = new Float64Array(width);
  for (let i = 0; i < vectors.length; i++) mean[i % width]! += vectors[i]! / count;
  const rows = project(vectors, mean, axes);
  const probabilities = zipf(count);
  for (let id = 0; id < count; id++) {
    const weight = specialIds.includes(id) ? 0 : rarity / (rarity + probabilities[id]!);
    for (let j = 0; j < dimensions; j++) rows[id * dimensions + j]! *= weight;
  }
  return rows;
}

/**
 * Where BERT's vocabulary starts with single characters, and with whole words, each by frequency.
 */
const CHARACTERS = 999;
const WORDS = 1996;

/** A piece's probability by Zipf's law, since the vocabulary is sorted by frequency. */
export function zipf(count: number): Float64Array {
  let harmonic = 0;
  for (let rank = 1; rank <= count; rank++) harmonic += 1 / rank;
  return Float64Array.from({ length: count }, (_, id) => {
    const first = id >= WORDS ? WORDS : id >= CHARACTERS ? CHARACTERS : 0;
    return 1 / ((id - first + 1) * harmonic);
  });
}

/** Scales the initial values so that their means are closest to the targets. */
function scaleToFit(z0: Float32Array, { lists, targets }: Part, width: number): void {
  const predicted = means(lists, z0, width);
  let dot = 0;
  let squares = 0;
  for (let i = 0; i < targets.length; i++) {
    dot += predicted[i]! * targets[i]!;
    squares += predicted[i]! ** 2;
  }
  for (let i = 0; i < z0.length; i++) z0[i]! *= dot / squares;
}

function measure({ lists, targets }: Part, z: Float32Array, width: number): FitMeasure {
  const predicted = means(lists, z, width);
  const texts = targets.length / width;
  let residual = 0;
  let all = 0;
  let cosines = 0;
  for (let text = 0; text < texts; text++) {
    let dot = 0;
    let norm = 0;
    let target = 0;
    for (let i = text * width; i < (text + 1) * width; i++) {
      residual += (targets[i]! - predicted[i]!) ** 2;
      dot += targets[i]! * predicted[i]!;
      norm += predicted[i]! ** 2;
      target += targets[i]! ** 2;
    }
    all += target;
    cosines += norm > 0 ? dot / Math.sqrt(norm * target) : 0;
  }
  return { rSquared: 1 - residual / all, cosine: cosines / texts };
}
