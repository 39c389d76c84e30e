export interface Counts {
  /** Labelled records, including the hold-out. */
  readonly labelled: number;
  readonly byLabel: ReadonlyMap<string, number>;
  /** The same without the hold-out and between records: available for training. */
  readonly trainingByLabel: ReadonlyMap<string, number>;
  /** Of the labelled records those to which none of several labels applies. */
  readonly none: number;
  readonly skipped: number;
  readonly flagged: number;
  /** Hold-out records that are labelled, and that were skipped. */
  readonly holdoutAnswered: number;
  readonly holdoutSkipped: number;
}

export interface SuggestionsTaken {
  /** Labels in effect that the annotator gave by accepting the suggestion. */
  readonly accepted: number;
  /** Labels in effect that the annotator gave to records asked by the strategy, or by accepting. */
  readonly asked: number;
}
