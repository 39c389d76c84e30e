/** A message for the user as data; the outer layer renders it in the user's language. */
export interface Message {
  readonly code: string;
  /** The values in its text: numbers, names, paths, and nested messages. */
  readonly params: object;
}

/** Parameters of a message without values. */
export type NoParams = Readonly<Record<string, never>>;
