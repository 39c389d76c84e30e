/** What an annotator can say of a record. A flag stands beside the answer; it is not one. */
export type AnswerInput =
  /** `accepted`: given by accepting the suggestion. */
  | { readonly kind: 'label'; readonly label: string; readonly accepted?: true }
  | LabelsInput
  | { readonly kind: 'skip' }
  | { readonly kind: 'flag'; readonly flagged: boolean };

/** Which labels apply, where a record may have several. */
export interface LabelsInput {
  readonly kind: 'labels';
  readonly yes: readonly string[];
  /** Names of all labels that were shown. */
  readonly of: readonly string[];
  /** Only these were judged, and the rest of the judgement stays; omitted: all of `of`. */
  readonly judged?: readonly string[];
  /** Given by accepting the suggestions. */
  readonly accepted?: true;
}

/** What can be done to records that are not the one being asked: `clear` withdraws their answers. */
export type RecordAnswer = AnswerInput | { readonly kind: 'clear' };
