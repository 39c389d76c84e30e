import type { LabelSettings } from '../projectFile/editLabels.ts';
import type { RecordId } from '../record.ts';
import type { NewEvent } from '../store/events.ts';
import type { Store } from '../store/store.ts';
import type { Conflict, ImportStep } from '../store/importsFound.ts';
import type { SubmittedAnswer } from './answers/answering.ts';
import type { ModelDownload } from '../engine/embeddingApi.ts';
import type { PrioritisedRecord } from './queue/priorities.ts';
import type { Records } from './records/recordDetails.ts';
import type { RoundComparer } from './insights/roundComparer.ts';
import type { LabelSet } from './changes/labelSetChanges.ts';
import type { Search } from './records/searchQuery.ts';
import type { RevisitSelection } from './queue/askedRecord.ts';
import type { LearnerView } from './learnerView.ts';
import type { FitOverrides } from './training/trainer.ts';

/** The active learner as the user interface sees it. */
export interface Learner {
  readonly view: LearnerView;
  /** Access to records that are not on screen. */
  readonly records: Records;
  readonly search: Search;
  readonly pairs: RoundComparer;
  readonly labelSet: LabelSet;
  /** Calls `listener` after every change of `view`; returns the unsubscribe function. */
  onChange(listener: (view: LearnerView) => void): () => void;
  /** Opens pool, hold-out and embeddings. Resolves when the first record can be asked. */
  start(): Promise<void>;
  /**
   * Commits one answer; on disk when it resolves. While another program locks the database, answers wait in
   * order.
   * @throws UserError if another window has answered the record, which is then asked again showing that
   * answer, or if the label is not in the label set
   */
  answer(answer: SubmittedAnswer & { readonly elapsedMs: number }): Promise<void>;
  /**
   * Changes a record's answer, or answers a record that was not asked.
   * @throws UserError if the answer is not the one that was shown
   */
  change(answer: SubmittedAnswer): Promise<void>;
  /** Reads what other windows wrote, and detects a missing database; cheap. */
  poll(): void;
  /**
   * Undoes the last step and shows its record again; false if there is none.
   * @param labels what the project file contains afterwards, if the step changed the label set
   */
  undo(labels?: LabelSettings): Promise<boolean>;
  redo(labels?: LabelSettings): Promise<boolean>;
  /** Records whose imported answers conflict, to be resolved. */
  conflicts(): readonly Conflict[];
  /** The imports in effect, earliest first. */
  imports(): readonly ImportStep[];
  /** Appends the events of an import as one step; see `planAnswers`. */
  importAnswers(decide: (now: Store) => readonly NewEvent[]): Promise<void>;
  /** Picks up an import, or its undo, that another process wrote on behalf of this window. */
  followImport(): void;
  /** Undoes one import, whoever made it; answers given since are kept. @returns whether it was in effect */
  undoImport(step: number): Promise<boolean>;
  /**
   * Refits now and records a round, unless there are no new answers since the last one.
   * @param overrides settings of this fit only; it always becomes a round
   * @throws NotYetError if there is too little to train on; UserError if there are no vectors; CancelledError
   * on `cancel`, which leaves the head unchanged
   */
  retrain(overrides?: FitOverrides): Promise<void>;
  /** Calls `listener` with a promise for every fit that begins; it settles when the fit ends. */
  onFit(listener: (fit: Promise<unknown>) => void): () => void;
  /** Closes a closable notice until its message changes. */
  closeNotice(id: string): Promise<void>;
  /** Closes the banner of a reached target until the target is crossed again. */
  closeTarget(): Promise<void>;
  /**
   * "Ask these next": the records come before the strategy's picks and, among equal priorities, before those
   * prioritised earlier. Answered and held-out records keep their turn.
   * @param from source of the list, for display, such as `search “refund”`
   * @returns how many of them have no answer yet
   */
  prioritise(records: readonly PrioritisedRecord[], from: string): Promise<number>;
  /** Removes all priorities. */
  clearPriorities(): Promise<void>;
  /** Asks answered records again before anything else, in the order of their answers; undefined ends this. */
  revisit(selection: RevisitSelection | undefined): void;
  /** Moves a revisited record to the end of them; nothing is written. */
  defer(id: RecordId): void;
  /** Discards the unseen rest of the batch and draws a new one. */
  queryNext(): Promise<void>;
  /** Embeds again after consent to a download, a retry, or a change of the project file. */
  resume(options?: Partial<ModelDownload>): Promise<void>;
  /** Cancels the running fit: the head stays as it was, and embedding goes on. */
  cancelFit(): void;
  /** Stops embedding in the background, in later sessions too, until `resumeEmbedding`. */
  pauseEmbedding(): Promise<void>;
  resumeEmbedding(): Promise<void>;
  /** Embeds the rest of a large pool in the background, if models have embedded only a part. */
  embedAll(): Promise<void>;
  /** Cancels background work (indexing, embedding, fitting); `resume` continues. */
  cancel(): void;
  dispose(): Promise<void>;
}
