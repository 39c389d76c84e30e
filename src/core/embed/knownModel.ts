/** What a server's model gives, as far as it can be kept. */
export interface KnownModel {
  readonly dimensions: number;
  /** Whether the model gives so many numbers only when asked for them. */
  readonly onRequest: boolean;
}
