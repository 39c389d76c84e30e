import type { RecordId } from '../../record.ts';
import type { Explanation, SearchParams } from '../../engine/searchApi.ts';

/** Which records to find. */
export type RecordQuery = HistoryQuery | PoolQuery | SimilarQuery;

/** `noLabel`: "none of these", where a record may have several labels. */
export type FoundAnswer =
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'noLabel' }
  | { readonly kind: 'skip' };

/** Answers that are in effect, the latest first. All of what is given must hold. */
export interface HistoryQuery {
  readonly kind: 'history';
  readonly answer?: FoundAnswer;
  readonly annotator?: string;
  /** The round that was current when the record was asked. */
  readonly round?: number;
  readonly flagged?: boolean;
  readonly noted?: boolean;
  /**
   * The present head puts another label first, the surest first. Hold-out records are left out: to
   * correct only those that the head gets wrong would flatter it.
   */
  readonly disagrees?: boolean;
  /** As typed; see `parseTextQuery`. */
  readonly words?: string;
}

/** Records of the pool, in its order, or the most probable first where a prediction is asked for. */
export interface PoolQuery {
  readonly kind: 'pool';
  readonly text?: SearchParams['text'] | LikeText;
  readonly answer?: FoundAnswer | { readonly kind: 'none' };
  /** A label: records most similar to its name and description first. Blind records are not found by it. */
  readonly described?: string;
  /** Blind records are not found by it. */
  readonly predicted?: SearchParams['predicted'];
}

/** The text is an example: found are the records most like it, the likest first. */
export interface LikeText {
  readonly kind: 'like';
  readonly pattern: string;
}

/**
 * The nearest by embedding. Of a record that is blind only unanswered neighbours are found: the labels
 * of the others would sway its answer as a suggestion does.
 */
export interface SimilarQuery {
  readonly kind: 'similar';
  readonly recordId: RecordId;
}

export interface FoundRecords {
  readonly ids: readonly RecordId[];
  /** Cosines, parallel to `ids`, where likeness was asked for. */
  readonly similarities?: readonly number[];
  /** Why some matching records are left out. */
  readonly leftOut?: 'blind' | 'holdout' | 'answered';
}

/** Finding records, and what speaks for a label in them. */
export interface Search {
  /** @throws UserError, CancelledError */
  find(query: RecordQuery, signal?: AbortSignal): Promise<FoundRecords>;
  /** Who has answered so far. */
  annotators(): readonly string[];
  /** The words that speak most for the label suggested for each; none for records that are blind. */
  explain(
    suggested: readonly { readonly id: RecordId; readonly label: string }[],
    signal?: AbortSignal,
  ): Promise<Explanation[]>;
}
