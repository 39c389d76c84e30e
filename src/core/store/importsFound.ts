import type { RecordId } from '../record.ts';
import type { Candidate } from './events.ts';

/** A record whose imported answers differ, with the answers to choose from. */
export interface Conflict {
  readonly recordId: RecordId;
  readonly sourceId?: string;
  /** Labels by their current names. */
  readonly candidates: readonly (Candidate & { readonly from: string })[];
  /** Journal position of the latest event that found it. */
  readonly seq: number;
}

/** An import in effect. */
export interface ImportStep {
  /** For `WritableStore.undoStep`. */
  readonly step: number;
  /** As in `ImportEvent`. */
  readonly from: string;
  /** Number of its events, without added labels. */
  readonly count: number;
  readonly at: number;
  readonly annotator: string;
}

/** An import of suggestions that can be undone. */
export interface SuggestedImport {
  readonly suggested: number;
  /** As in `ImportEvent`. */
  readonly from: string;
  /** Number of records. */
  readonly count: number;
  readonly at: number;
  readonly annotator: string;
  /** The step that added their labels. */
  readonly step?: number;
}

/** An import: a step of the journal, or suggestions, which are not part of it. */
export type ImportKey = Pick<ImportStep, 'step'> | Pick<SuggestedImport, 'suggested'>;

export interface ImportUndone {
  /** Whether it was in effect. */
  readonly isDone: boolean;
  /** Labels that it added and that are kept, because they have been used since. */
  readonly kept: readonly string[];
}
