/** What people are told, as data: texts are made from it at the edge, in their language. */
export interface Message {
  readonly code: string;
  /** What its text mentions: numbers, names, paths, and messages within messages. */
  readonly params: object;
}

/** Of a message that mentions nothing. */
export type NoParams = Readonly<Record<string, never>>;
