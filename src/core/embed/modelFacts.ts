import type { Message } from '../messages/message.ts';

/** What a hub says of a model. What it does not state is missing. */
export interface ModelFacts {
  /** Codes such as `en` or `zh-Hant`, or `multilingual`. */
  readonly languages?: readonly string[];
  readonly dimensions?: number;
  readonly licence?: string;
  /** Bytes of the files that are downloaded. */
  readonly size?: number;
  /** Why not all of it could be asked. */
  readonly trouble?: Message;
}
