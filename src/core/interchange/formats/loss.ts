/**
 * What a format may have no place for, or cannot write as it is.
 * `noAnswer`: rows that nobody has judged; `unjudged`: labels that an answer leaves open; `none`: "none of these";
 * `unusedLabel`: labels that apply to no row.
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
  | 'noAnswer'
  | 'unjudged'
  | 'none'
  | 'unusedLabel'
  | 'overlap'
  | 'adjacent'
  | 'spanBlanks'
  | 'whiteSpace'
  | 'labelNames'
  | 'reservedWord';
