/** Messages from the host with search results. */

/** Result of a `find`; its rows are requested in pages. */
export interface FoundMessage {
  readonly type: 'found';
  readonly findId: number;
  readonly total: number;
  /** Annotators with answers so far, for the filter. */
  readonly annotators: readonly string[];
  /** A sentence about omitted results, or why there are none. */
  readonly remark?: string;
}

export interface RowsMessage {
  readonly type: 'rows';
  readonly findId: number;
  /** Index of the first row. */
  readonly from: number;
  readonly rows: readonly FoundView[];
}

/** A record in a list of results. */
export interface FoundView {
  readonly recordId: string;
  readonly text: string;
  /** `none`: without an answer. */
  readonly kind: 'label' | 'labels' | 'skip' | 'none';
  readonly label?: string;
  /** For kind `labels`, and where a pass has judged some labels of a skipped or open record. */
  readonly labels?: JudgedView;
  readonly flagged: boolean;
  readonly note?: string;
  /** Who answered, when and why it was asked: "ada · 3 May, 14:05 · round 4". */
  readonly about: string;
  readonly reason?: string;
  /** The head's most probable label, if it was requested and may be shown. */
  readonly predicted?: { readonly label: string; readonly p: number };
  /** Similarity to the query's record or text: at most 1. */
  readonly similarity?: number;
  readonly source: string;
}

/** The judgement of a multi-label record. */
export interface JudgedView {
  /** Those that apply, in the project's order. */
  readonly yes: readonly string[];
  /** How many do not apply. */
  readonly no: number;
  /** How many were not judged. */
  readonly unknown: number;
}
