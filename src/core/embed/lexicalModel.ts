import type { Vocabulary } from './tfidf.ts';

/** The fitted state of a lexical embedder. */
export interface LexicalModel {
  readonly vocabulary: Vocabulary;
  readonly dimensions: number;
  /** Row-major columns × dimensions: right singular vectors, scaled: x·projection is U·Σ^exponent (× a constant). */
  readonly projection: Float32Array;
}
