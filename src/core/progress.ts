import type { Message } from './messages/message.ts';

/** Progress of a piece of work as "step of steps"; `steps` is undefined while it is not known. */
export interface Progress {
  /** What is being done: "Indexing reviews.jsonl". */
  readonly what: Message;
  readonly step: number;
  readonly steps?: number;
}

export type OnProgress = (progress: Progress) => void;
