/** What the host sends of records that were looked for. */

/** What became of a `find`; its rows are asked for in pages. */
export interface FoundMessage {
  readonly type: 'found';
  readonly findId: number;
  readonly total: number;
  /** Who has answered so far, to filter by. */
  readonly annotators: readonly string[];
  /** What is left out, or why nothing was found, as a sentence. */
  readonly remark?: string;
}

export interface RowsMessage {
  readonly type: 'rows';
  readonly findId: number;
  /** Place of the first row. */
  readonly from: number;
  readonly rows: readonly FoundView[];
}

/** A record in a list of found ones. */
export interface FoundView {
  readonly recordId: string;
  readonly text: string;
  /** `none`: it has no answer. */
  readonly kind: 'label' | 'skip' | 'none';
  readonly label?: string;
  readonly flagged: boolean;
  readonly note?: string;
  /** Who answered, when and why it was asked: "ada · 3 May, 14:05 · round 4". */
  readonly about: string;
  readonly reason?: string;
  /** What the head puts first, where that may be told and was asked for. */
  readonly predicted?: { readonly label: string; readonly p: number };
  /** To the record or text whose like was looked for: at most 1. */
  readonly similarity?: number;
  readonly source: string;
}
