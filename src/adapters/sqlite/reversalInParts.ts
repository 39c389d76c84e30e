import type { RecordId } from '../../core/record.ts';
import type { JournalEvent, StepEvent } from '../../core/store/events.ts';
import type { Reversal, Step } from '../../core/store/store.ts';
import type { JournalTable } from './journalTable.ts';

/** A step written in parts; reads its events on first access. */
export class StepInParts implements Step {
  readonly inParts = true;
  readonly step: number;
  readonly #journal: JournalTable;
  #events: readonly StepEvent[] | undefined;

  constructor(journal: JournalTable, step: number) {
    this.#journal = journal;
    this.step = step;
  }

  get events(): readonly StepEvent[] {
    return (this.#events ??= this.#journal.step(this.step));
  }
}

/** The undo or redo of a step written in parts. */
export class ReversalInParts extends StepInParts implements Reversal {
  readonly event: JournalEvent;
  readonly #records: () => readonly RecordId[];
  #read: readonly RecordId[] | undefined;

  constructor(journal: JournalTable, step: number, event: JournalEvent) {
    super(journal, step);
    this.event = event;
    this.#records = () => journal.recordsIn(step);
  }

  get records(): readonly RecordId[] {
    return (this.#read ??= this.#records());
  }
}
