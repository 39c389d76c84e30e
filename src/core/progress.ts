/** Progress of a piece of work as "step of steps"; `steps` is undefined while it is not known. */
export interface Progress {
  /** What is being done, for people: "Indexing reviews.jsonl". */
  readonly what: string;
  readonly step: number;
  readonly steps?: number;
}

export type OnProgress = (progress: Progress) => void;
