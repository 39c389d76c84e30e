/** Cached facts about a server's model. */
export interface KnownModel {
  readonly dimensions: number;
  /** Whether the model returns this many dimensions only on request. */
  readonly onRequest: boolean;
}
