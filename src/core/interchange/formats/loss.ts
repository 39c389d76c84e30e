/**
 * What a format cannot store, or only in changed form. `noAnswer`: unjudged rows; `unjudged`:
 * labels that an answer leaves open; `none`: "none of these"; `unusedLabel`: labels that apply to
 * no row; `holdout`: records of the hold-out, which are not marked as such.
 */
export type Loss =
  | 'id'
  | 'skipped'
  | 'flagged'
  | 'note'
  | 'annotator'
  | 'time'
  | 'context'
  | 'origin'
  | 'holdout'
  | 'noAnswer'
  | 'unjudged'
  | 'none'
  | 'unusedLabel'
  | 'overlap'
  | 'adjacent'
  | 'spanBlanks'
  | 'whiteSpace'
  | 'labelNames'
  | 'reservedWord'
  | 'repeatedText';

/** What a file of only texts and labels cannot store, besides ids. */
export const aroundLabels: readonly Loss[] = [
  'flagged',
  'note',
  'annotator',
  'time',
  'context',
  'origin',
  'holdout',
];

/** The same for formats that store fields beside the text. */
export const aroundAnswers: readonly Loss[] = aroundLabels.filter((loss) => loss !== 'context');
