/** Calls between the engine process and the process of a sentence model. */
export interface EmbedderApi {
  /** Loads a bundled model; called once, before `embed`. */
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
