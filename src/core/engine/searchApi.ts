import type { ExplanationSpan } from '../heads/wordWeights.ts';
import type { RecordId } from '../record.ts';

/** Records by their text, their neighbours and their prediction, for the annotation panel. */
export interface SearchApi {
  /** For each record the words that speak most for a label, by the present head. */
  explain(params: ExplainParams): Promise<Explanation[]>;
  /** The records whose embeddings are nearest to a record's, the nearest first; not itself. */
  neighbours(params: NeighboursParams): Promise<Neighbour[]>;
  /** The records that are most similar to some texts, by words and embedding, the most similar first. */
  like(params: LikeParams): Promise<Neighbour[]>;
  /**
   * The records whose text and prediction are as wanted.
   * @throws UserError for a regular expression that cannot be read, or that takes too long.
   */
  search(params: SearchParams): Promise<RecordId[]>;
}

export interface ExplainParams {
  readonly ids: RecordId[];
  /** The label that each is explained for, parallel to `ids`. */
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
  /** Only these; all records when left out. */
  readonly among?: RecordId[];
  readonly exclude: RecordId[];
}

export interface Neighbour {
  readonly id: RecordId;
  /** Cosine of the angle between the two; of `like`, the mean of that and the share of common words. */
  readonly similarity: number;
}

export interface SearchParams {
  readonly text?: { readonly kind: 'words' | 'regex'; readonly pattern: string };
  /** Only these; all records when left out. */
  readonly among?: RecordId[];
  readonly exclude: RecordId[];
  /** By the present head; then the most probable come first, else the order is that of the pool. */
  readonly predicted?: {
    /** Whose probability is meant; left out: that of the most probable label. */
    readonly label?: string;
    /** Bounds of that probability, both included. */
    readonly low: number;
    readonly high: number;
  };
  readonly labels: string[];
}
