import type { ExplanationSpan } from '../heads/wordWeights.ts';
import type { RecordId } from '../record.ts';

/** Searches records by text, neighbours and prediction, for the annotation panel. */
export interface SearchApi {
  /** The words of each record that contribute most to a label under the current head. */
  explain(params: ExplainParams): Promise<Explanation[]>;
  /** The records nearest to a record by embedding, nearest first; without the record itself. */
  neighbours(params: NeighboursParams): Promise<Neighbour[]>;
  /** The records most similar to some texts by words and embedding, most similar first. */
  like(params: LikeParams): Promise<Neighbour[]>;
  /**
   * The records that match by text and prediction.
   * @throws UserError if a regular expression is invalid or takes too long
   */
  search(params: SearchParams): Promise<RecordId[]>;
}

export interface ExplainParams {
  readonly ids: RecordId[];
  /** The label to explain for each record, parallel to `ids`. */
  readonly answers: string[];
  readonly labels: string[];
}

export interface Explanation {
  readonly id: RecordId;
  readonly label: string;
  readonly spans: readonly ExplanationSpan[];
}

export interface NeighboursParams {
  readonly id: RecordId;
  readonly count: number;
  readonly exclude: RecordId[];
}

export interface LikeParams {
  readonly texts: string[];
  readonly count: number;
  /** Restricts the search to these; default: all records. */
  readonly among?: RecordId[];
  readonly exclude: RecordId[];
}

export interface Neighbour {
  readonly id: RecordId;
  /** Cosine similarity; for `like`, the mean of that and the share of common words. */
  readonly similarity: number;
}

export interface SearchParams {
  readonly text?: { readonly kind: 'words' | 'regex'; readonly pattern: string };
  /** Restricts the search to these; default: all records. */
  readonly among?: RecordId[];
  readonly exclude: RecordId[];
  /** By the current head; sorts by descending probability instead of pool order. */
  readonly predicted?: {
    /** Label whose probability counts; default: the most probable one. */
    readonly label?: string;
    /** Inclusive bounds of that probability. */
    readonly low: number;
    readonly high: number;
  };
  readonly labels: string[];
}
