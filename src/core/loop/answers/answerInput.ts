/** What an annotator can enter for a record. A flag is independent of the answer. */
export type AnswerInput =
  /** `accepted`: given by accepting the suggestion. */
  | { readonly kind: 'label'; readonly label: string; readonly accepted?: true }
  | LabelsInput
  | { readonly kind: 'skip' }
  | { readonly kind: 'flag'; readonly flagged: boolean };

/** Which labels apply, in a multi-label project. */
export interface LabelsInput {
  readonly kind: 'labels';
  readonly yes: readonly string[];
  /** Names of all labels that were shown. */
  readonly of: readonly string[];
  /**
   * Only these were judged, and earlier judgements of the other labels remain; omitted: all of `of` were
   * judged.
   */
  readonly judged?: readonly string[];
  /** Given by accepting the suggestions. */
  readonly accepted?: true;
}

/** What can be entered for records other than the one being asked: `clear` withdraws their answers. */
export type RecordAnswer = AnswerInput | { readonly kind: 'clear' };
