/** What an annotator can say of a record. A flag stands beside the answer; it is not one. */
export type AnswerInput =
  /** `accepted`: given by accepting the suggestion. */
  | { readonly kind: 'label'; readonly label: string; readonly accepted?: true }
  | { readonly kind: 'skip' }
  | { readonly kind: 'flag'; readonly flagged: boolean };

/** What can be done to records that are not the one being asked: `clear` withdraws their answers. */
export type RecordAnswer = AnswerInput | { readonly kind: 'clear' };
