/** A message for people as data; the edge makes its text in their language. */
export interface Message {
  readonly code: string;
  /** The values in its text: numbers, names, paths, and nested messages. */
  readonly params: object;
}

/** Parameters of a message without values. */
export type NoParams = Readonly<Record<string, never>>;
