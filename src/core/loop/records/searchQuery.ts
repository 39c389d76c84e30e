import type { RecordId } from '../../record.ts';
import type { Explanation, SearchParams } from '../../engine/searchApi.ts';

/** Which records to find. */
export type RecordQuery = HistoryQuery | PoolQuery | SimilarQuery;

/** `noLabel`: "none of these", in multi-label projects. */
export type FoundAnswer =
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'noLabel' }
  | { readonly kind: 'skip' };

/** Answers in effect, latest first. All given conditions must hold. */
export interface HistoryQuery {
  readonly kind: 'history';
  readonly answer?: FoundAnswer;
  readonly annotator?: string;
  /** The round that was current when the record was asked. */
  readonly round?: number;
  readonly flagged?: boolean;
  readonly noted?: boolean;
  /**
   * Only answers that the current head contradicts, most confident first. Hold-out records are left out:
   * correcting only those that the head gets wrong would inflate its metrics.
   */
  readonly disagrees?: boolean;
  /** As typed; see `parseTextQuery`. */
  readonly words?: string;
}

/** Records of the pool in pool order, or most probable first if a prediction is given. */
export interface PoolQuery {
  readonly kind: 'pool';
  readonly text?: SearchParams['text'] | LikeText;
  readonly answer?: FoundAnswer | { readonly kind: 'none' };
  /** A label: records most similar to its name and description first. Excludes blind records. */
  readonly described?: string;
  /** Excludes blind records. */
  readonly predicted?: SearchParams['predicted'];
}

/** Example text: finds the most similar records, most similar first. */
export interface LikeText {
  readonly kind: 'like';
  readonly pattern: string;
}

/**
 * The nearest records by embedding. For a blind record only unanswered neighbours are returned: labels of the
 * others could sway its answer like a suggestion.
 */
export interface SimilarQuery {
  readonly kind: 'similar';
  readonly recordId: RecordId;
}

export interface FoundRecords {
  readonly ids: readonly RecordId[];
  /** Parallel to `ids`, for searches by similarity; see `Neighbour`. */
  readonly similarities?: readonly number[];
  /** Why some matching records are left out. */
  readonly leftOut?: 'blind' | 'holdout' | 'answered';
}

/** Finds records and explains suggested labels. */
export interface Search {
  /** @throws UserError, CancelledError */
  find(query: RecordQuery, signal?: AbortSignal): Promise<FoundRecords>;
  /** Annotators with answers in effect. */
  annotators(): Promise<readonly string[]>;
  /** The words that contribute most to each suggested label; none for blind records. */
  explain(
    suggested: readonly { readonly id: RecordId; readonly label: string }[],
    signal?: AbortSignal,
  ): Promise<Explanation[]>;
}
