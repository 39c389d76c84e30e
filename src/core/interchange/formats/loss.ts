/**
 * What a format cannot store, or not unchanged. `noAnswer`: unjudged rows; `unjudged`: labels that
 * an answer leaves open; `none`: "none of these"; `unusedLabel`: labels that apply to no row.
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
