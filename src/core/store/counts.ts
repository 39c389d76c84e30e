export interface Counts {
  /** Labelled records, including the hold-out. */
  readonly labelled: number;
  readonly byLabel: ReadonlyMap<string, number>;
  /** As `byLabel`, without hold-out and `between` records: available for training. */
  readonly trainingByLabel: ReadonlyMap<string, number>;
  /** Labelled records to which no label applies, in multi-label projects. */
  readonly none: number;
  readonly skipped: number;
  readonly flagged: number;
  /** Labelled hold-out records; `holdoutSkipped`: skipped ones. */
  readonly holdoutAnswered: number;
  readonly holdoutSkipped: number;
}

export interface SuggestionsTaken {
  /** Labels in effect that the annotator gave by accepting the suggestion. */
  readonly accepted: number;
  /** Labels in effect that the annotator gave to records asked by the strategy, or by accepting. */
  readonly asked: number;
}
