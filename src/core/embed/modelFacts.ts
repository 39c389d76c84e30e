import type { Message } from '../messages/message.ts';

/** A model's metadata according to a hub; what it does not state is undefined. */
export interface ModelFacts {
  /** Codes such as `en` or `zh-Hant`, or `multilingual`. */
  readonly languages?: readonly string[];
  readonly dimensions?: number;
  readonly licence?: string;
  /** Bytes of the files that are downloaded. */
  readonly size?: number;
  /** Why some of it could not be retrieved. */
  readonly problem?: Message;
}
