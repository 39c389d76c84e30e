import type { Message } from './messages/message.ts';

/** Progress of an operation as "step of steps"; `steps` is undefined while unknown. */
export interface Progress {
  /** The operation: "Indexing reviews.jsonl". */
  readonly what: Message;
  readonly step: number;
  readonly steps?: number;
}

export type OnProgress = (progress: Progress) => void;
