/**
 * Turns texts into vectors. A port: the lexical embedder is in the core, transformers are an
 * adapter.
 */
export interface Embedder {
  /** Display name: "lexical", "Xenova/all-MiniLM-L6-v2". */
  readonly name: string;
  /** Vector length. */
  readonly dimensions: number;
  /** Maximum number of tokens, if limited; longer texts are truncated. */
  readonly maxTokens?: number | undefined;
  /** Cache key of the vectors: changes whenever they would. */
  readonly fingerprint: string;
  /**
   * @returns texts.length × dimensions values, row-major. Rows have unit Euclidean norm, or are
   * zero if nothing in the text is known
   * @throws CancelledError within 200 ms after `signal` is aborted
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array>;
  /**
   * The vectors of pool records, for an embedder that has precomputed ones and cannot read texts;
   * its `embed` returns zero rows.
   * @param rows of the pool
   * @returns rows.length × dimensions values, as from `embed`
   */
  embedRows?(rows: readonly number[], signal?: AbortSignal): Promise<Float32Array>;
  close?(): Promise<void>;
}

/** An embedder fitted on the pool, whose state must be stored with the vectors. */
export interface FittedEmbedder extends Embedder {
  /** Versioned, little-endian; the inverse of the restoring function. */
  toBytes(): Uint8Array;
}

/** Texts by row, read in blocks, so that a pool larger than memory can be embedded. */
export interface TextBlocks {
  readonly size: number;
  /** The texts of the rows from ≤ row < to, in order. */
  texts(from: number, to: number): Promise<readonly string[]>;
}
