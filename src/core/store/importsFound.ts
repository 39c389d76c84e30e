import type { RecordId } from '../record.ts';
import type { Candidate } from './events.ts';

/** A record whose imported answers differ, with the answers to choose from. */
export interface Conflict {
  readonly recordId: RecordId;
  readonly sourceId?: string;
  /** Labels by their current names. */
  readonly candidates: readonly (Candidate & { readonly from: string })[];
  /** Position of the latest event that found it. */
  readonly seq: number;
}

/** An import in effect. */
export interface ImportStep {
  /** For `WritableStore.undoStep`. */
  readonly step: number;
  /** As in `ImportEvent`. */
  readonly from: string;
  /** Number of its events. */
  readonly count: number;
  readonly at: number;
  readonly annotator: string;
}
