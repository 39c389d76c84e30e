import type { LabelSettings } from '../projectFile/editLabels.ts';
import type { RecordId } from '../record.ts';
import type { NewEvent } from '../store/events.ts';
import type { Store } from '../store/store.ts';
import type { Conflict, ImportStep } from '../store/importsFound.ts';
import type { SubmittedAnswer } from './answers/answering.ts';
import type { ModelDownload } from '../engine/embeddingApi.ts';
import type { Prioritised } from './queue/priorities.ts';
import type { Records } from './records/recordDetails.ts';
import type { RoundComparer } from './insights/roundComparer.ts';
import type { LabelSet } from './changes/labelSetChanges.ts';
import type { Search } from './records/searchQuery.ts';
import type { Revisited } from './queue/askedRecord.ts';
import type { LearnerView } from './learnerView.ts';
import type { OneFit } from './training/trainer.ts';

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
  /** Reads what other windows wrote, and notices when the database is gone; cheap. */
  poll(): void;
  /**
   * Takes the last step back and brings its record on screen again; false when there is none.
   * @param labels what the project file says afterwards, where the step changed the label set
   */
  undo(labels?: LabelSettings): Promise<boolean>;
  redo(labels?: LabelSettings): Promise<boolean>;
  /** Records for which imports found other answers, to be decided. */
  conflicts(): readonly Conflict[];
  /** The imports in effect, earliest first. */
  imports(): readonly ImportStep[];
  /** Appends the events of an import as one step; see `planAnswers`. */
  importAnswers(decide: (now: Store) => readonly NewEvent[]): Promise<void>;
  /** Follows an import, or its undo, that another process wrote for this window. */
  followImport(): void;
  /** Takes back one import, whoever made it; answers given since stay. @returns whether it was in effect */
  undoImport(step: number): Promise<boolean>;
  /**
   * Refits now and records a round, unless nothing was answered since the last one.
   * @param one settings of this fit alone, which is recorded in any case
   * @throws NotYetError if there is too little to train on; UserError if there are no vectors;
   * CancelledError if `cancel` ends it; the head then is what it was before.
   */
  retrain(one?: OneFit): Promise<void>;
  /** Calls `listener` with every fit that begins, as a promise that settles when it ends. */
  onFit(listener: (fit: Promise<unknown>) => void): () => void;
  /** Closes a notice that may be closed, until its message changes. */
  closeNotice(id: string): Promise<void>;
  /** Closes the banner of a reached target until the target is crossed again. */
  closeTarget(): Promise<void>;
  /**
   * "Ask these next": the records come before the strategy's picks and, among equal priorities, before
   * those prioritised earlier. Answered and held-out records keep their turn.
   * @param from for people: where the list comes from, such as `search “refund”`
   * @returns how many of them have no answer yet
   */
  prioritise(records: readonly Prioritised[], from: string): Promise<number>;
  /** Removes all priorities. */
  clearPriorities(): Promise<void>;
  /**
   * Asks answered records again before anything else, in the order of their answers; undefined ends
   * it.
   */
  revisit(what: Revisited | undefined): void;
  /** Puts a record of those at their end; nothing is written. */
  defer(id: RecordId): void;
  /** Drops the unseen rest of the batch and draws a new one. */
  queryNext(): Promise<void>;
  /** Embedding again after consent to a download, a retry, or a change of the project file. */
  resume(options?: Partial<ModelDownload>): Promise<void>;
  /** Cancels the running fit: the head stays as it was, and embedding goes on. */
  cancelFit(): void;
  /** Stops embedding in the background, in later sessions too, until `resumeEmbedding`. */
  pauseEmbedding(): Promise<void>;
  resumeEmbedding(): Promise<void>;
  /** Has models embed the rest of a large pool in the background, where they have embedded a part of it. */
  embedAll(): Promise<void>;
  /** Cancels background work (indexing, embedding, fitting); `resume` goes on where it stopped. */
  cancel(): void;
  dispose(): Promise<void>;
}
