/** Turns texts into vectors. A port: the lexical embedder is in the core, transformers are an adapter. */
export interface Embedder {
  /** For people: "lexical", "Xenova/all-MiniLM-L6-v2". */
  readonly name: string;
  /** Length of every vector. */
  readonly dimensions: number;
  /** Tokens that are read of a text, if there is a bound; what follows is cut. */
  readonly maxTokens?: number | undefined;
  /** Changes whenever the vectors would: the name under which they may be cached. */
  readonly fingerprint: string;
  /**
   * @returns texts.length × dimensions values, row-major. Rows have unit Euclidean norm, except that a
   * text in which nothing is known gives a row of zeros.
   * @throws CancelledError when `signal` is aborted, within 200 ms.
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array>;
  /**
   * The vectors of records of the pool, for an embedder that knows these and reads no texts; `embed` gives rows of
   * zeros then.
   * @param rows of the pool
   * @returns rows.length × dimensions values, as of `embed`
   */
  embedRows?(rows: readonly number[], signal?: AbortSignal): Promise<Float32Array>;
  close?(): Promise<void>;
}

/** An embedder that was fitted on the pool, and whose state must be kept with the vectors. */
export interface FittedEmbedder extends Embedder {
  /** Versioned, little-endian; the inverse of the function that restores it. */
  toBytes(): Uint8Array;
}

/** Texts by row, read in blocks, so that a pool larger than memory can be embedded. */
export interface TextBlocks {
  readonly size: number;
  /** The texts of the rows from ≤ row < to, in order. */
  texts(from: number, to: number): Promise<readonly string[]>;
}
