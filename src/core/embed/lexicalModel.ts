import type { Vocabulary } from './tfidf.ts';

/** What a lexical embedder knows after fitting. */
export interface LexicalModel {
  readonly vocabulary: Vocabulary;
  readonly dimensions: number;
  /** Row-major columns × dimensions: right singular vectors, scaled: x·projection is U·Σ^exponent (× a constant). */
  readonly projection: Float32Array;
}
