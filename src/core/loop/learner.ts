import type { LabelSettings } from '../projectFile/editLabels.ts';
import type { SubmittedAnswer } from './answers/answering.ts';
import type { ModelDownload } from '../engine/embeddingApi.ts';
import type { Prioritised } from './queue/priorities.ts';
import type { Records } from './records/recordDetails.ts';
import type { RoundComparer } from './insights/roundComparer.ts';
import type { LabelSet } from './labels/labelSetChanges.ts';
import type { Search } from './records/searchQuery.ts';
import type { Revisited } from './queue/askedRecord.ts';
import type { LearnerView } from './learnerView.ts';

/** The active learner as the user interface sees it. */
export interface Learner {
  readonly view: LearnerView;
  /** The records that are not on screen. */
  readonly records: Records;
  readonly search: Search;
  readonly pairs: RoundComparer;
  readonly labelSet: LabelSet;
  /** Called after every change of `view`; returns the way to stop. */
  onChange(listener: (view: LearnerView) => void): () => void;
  /** Opens pool, hold-out and embeddings. Resolves when the first record can be asked. */
  start(): Promise<void>;
  /**
   * Commits one answer; when it resolves, the answer is on disk. While another program has the
   * database locked it waits, in the order of the answers.
   * @throws UserError if another window has answered the record, which then comes again with that
   * answer, or the label is not in the label set.
   */
  answer(answer: SubmittedAnswer & { readonly elapsedMs: number }): Promise<void>;
  /**
   * Changes the answer of a record that has one, or answers one that was not asked.
   * @throws UserError if the answer is not the one that was shown.
   */
  change(answer: SubmittedAnswer): Promise<void>;
  /** Follows what other windows wrote, and notices when the database is gone; cheap. */
  poll(): void;
  /**
   * Takes the last step back and brings its record on screen again; false when there is none.
   * @param labels what the project file says afterwards, where the step changed the label set
   */
  undo(labels?: LabelSettings): Promise<boolean>;
  redo(labels?: LabelSettings): Promise<boolean>;
  /**
   * Refits now and records a round.
   * @throws CancelledError if `cancel` ends it; the head then is what it was before.
   */
  retrain(): Promise<void>;
  /** Told of every fit that begins, with what settles when it ends. */
  onFit(listener: (fit: Promise<unknown>) => void): () => void;
  /** Takes a notice away that may be closed, for as long as it says the same. */
  closeNotice(id: string): Promise<void>;
  /** Takes the banner of a reached target away until the target is crossed once more. */
  closeTarget(): Promise<void>;
  /**
   * "Ask these next": the records come before the strategy's picks and, among equal priorities, before
   * those put first earlier. Answered and held-out records keep their turn.
   * @param from for people: where the list comes from, such as `search “refund”`
   * @returns how many of them have no answer yet
   */
  prioritise(records: readonly Prioritised[], from: string): Promise<number>;
  /** Puts nothing first any more. */
  clearPriorities(): Promise<void>;
  /**
   * Asks answered records once more before anything else, in the order of their answers; undefined
   * ends it.
   */
  revisit(what: Revisited | undefined): void;
  /** Drops the unseen rest of the batch and draws a new one. */
  queryNext(): Promise<void>;
  /** Embedding again after consent to a download, a retry, or a change of the project file. */
  resume(options?: Partial<ModelDownload>): Promise<void>;
  /** Cancels the fit that goes on: the head stays as it was, and vectors that are being made go on. */
  cancelFit(): void;
  /** Stops making vectors behind the work, in later sessions too, until `goOnEmbedding`. */
  pauseEmbedding(): Promise<void>;
  resumeEmbedding(): Promise<void>;
  /** Has models embed the rest of a large pool of which they have embedded a part, behind the work. */
  embedAll(): Promise<void>;
  /** Cancels background work (indexing, embedding, fitting); `resume` goes on where it stopped. */
  cancel(): void;
  dispose(): Promise<void>;
}
