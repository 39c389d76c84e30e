/** What crosses between the engine process and the process of a sentence model. */
export interface EmbedderApi {
  /** Loads a model that comes with the product; called first, and once. */
  load(params: { readonly name: string }): Promise<LoadedEmbedder>;
  /** texts.length × dimensions values, row-major, rows of unit length. */
  embed(params: { readonly texts: readonly string[] }): Promise<Float32Array>;
}

export interface LoadedEmbedder {
  readonly name: string;
  readonly dimensions: number;
  readonly fingerprint: string;
  readonly maxTokens?: number;
}
