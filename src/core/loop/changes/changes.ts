import type { LabelSettings } from '../../projectFile/editLabels.ts';
import type { Answering, SubmittedAnswer } from '../answers/answering.ts';
import type { NewEvent, Stamp } from '../../store/events.ts';
import type { Reversal, Store } from '../../store/store.ts';
import type { LoopEvents } from '../loopEvents.ts';
import type { JournalWriter } from '../journal/journalWriter.ts';
import type { LabelSetChanges } from './labelSetChanges.ts';

export interface ChangesOptions {
  readonly journalWriter: JournalWriter;
  readonly answering: Answering;
  readonly labelSet: LabelSetChanges;
  readonly stamp: () => Stamp;
  readonly events: Pick<LoopEvents, 'answersChanged' | 'changedElsewhere' | 'queueChanged'>;
}

/** Commits an annotator's actions to the journal; on disk when the promise resolves. */
export class Changes {
  readonly #options: ChangesOptions;

  constructor(options: ChangesOptions) {
    this.#options = options;
  }

  readonly answer = async (
    given: SubmittedAnswer & { readonly elapsedMs: number },
  ): Promise<void> => {
    const { journalWriter, answering, events } = this.#options;
    try {
      const committed = await journalWriter.run((...commit) =>
        answering.answer(commit, given, given.elapsedMs),
      );
      if (committed) events.answersChanged.emit([given.recordId]);
      else events.queueChanged.emit();
    } catch (error) {
      // The failed answer may have reordered the queue.
      events.queueChanged.emit();
      throw error;
    }
  };

  readonly change = async (given: SubmittedAnswer): Promise<void> => {
    const { journalWriter, answering, events } = this.#options;
    await journalWriter.run((...commit) => answering.change(commit, given));
    events.answersChanged.emit([given.recordId]);
  };

  /** @returns whether there was anything to undo. */
  readonly undo = async (labels?: LabelSettings): Promise<boolean> => {
    const { journalWriter, answering, labelSet } = this.#options;
    const reversal = await journalWriter.run((...commit) =>
      labelSet.reverse('undo', labels, commit, () => answering.undo(commit)),
    );
    if (!reversal) return false;
    await answering.showAgain(reversal);
    this.#reversed(reversal);
    return true;
  };

  readonly importAnswers = async (decide: (now: Store) => readonly NewEvent[]): Promise<void> => {
    const { journalWriter, events } = this.#options;
    await journalWriter.run((into) => {
      const given = decide(into);
      if (given.length > 0) into.append(given);
    });
    events.changedElsewhere.emit(undefined);
  };

  /** @returns whether the import was in effect. */
  readonly undoImport = async (step: number): Promise<boolean> => {
    const { journalWriter, stamp, events } = this.#options;
    const reversal = await journalWriter.run((into) => into.undoStep(step, stamp()));
    if (reversal) events.changedElsewhere.emit(undefined);
    return reversal !== undefined;
  };

  /** @returns whether there was anything to redo. */
  readonly redo = async (labels?: LabelSettings): Promise<boolean> => {
    const { journalWriter, answering, labelSet } = this.#options;
    const reversal = await journalWriter.run((...commit) =>
      labelSet.reverse('redo', labels, commit, () => answering.redo(commit)),
    );
    if (reversal) this.#reversed(reversal);
    return reversal !== undefined;
  };

  /** A step written in parts is too large to follow record by record, so everything is read again. */
  #reversed(reversal: Reversal): void {
    const { events } = this.#options;
    if (reversal.inParts) events.changedElsewhere.emit(undefined);
    else events.answersChanged.emit(reversal.records);
  }
}
