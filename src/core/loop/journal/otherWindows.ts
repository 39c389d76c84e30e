import type { RecordId } from '../../record.ts';
import type { JournalEvent, StepEvent } from '../../store/events.ts';
import type { Store } from '../../store/store.ts';
import { StoreLostError } from '../../store/storeErrors.ts';
import { isStepEvent } from '../../store/timeline.ts';

/** Records that other windows changed since the last call; `all`: they changed the label set. */
export type OthersChanges = readonly RecordId[] | 'all';

/** An import of another window or program. */
export interface ImportElsewhere {
  readonly step: number;
  /** The file, for display. */
  readonly from: string;
  readonly records: number;
}

/** Events that are read in passing. */
const maxEvents = 1000;

/** Follows what other windows write into the same store. */
export class OtherWindows {
  readonly #store: Store;
  readonly #onImport: (imported: ImportElsewhere) => void;
  /** The journal is read up to this position. */
  #seq: number;

  /** @param onImport called with every import that another window or program has made */
  constructor(store: Store, onImport: (imported: ImportElsewhere) => void) {
    this.#store = store;
    this.#onImport = onImport;
    this.#seq = store.lastSeq();
  }

  /**
   * The records that others answered, flagged or noted since the last call.
   * @throws StoreLostError if the file is not the one on disk any more.
   */
  changesSinceLast(): OthersChanges {
    const news = this.#store.poll();
    if (news.kind === 'lost') throw new StoreLostError(news.why);
    const from = this.#seq;
    this.#seq = this.#store.lastSeq();
    if (news.kind === 'same') return [];
    if (this.#seq - from > maxEvents) return this.#many(from);
    const ids = new Set<RecordId>();
    const imports = new Map<number, ImportElsewhere>();
    for (const event of this.#store.journal(from + 1)) {
      if (event.window !== undefined && event.window === this.#store.window) continue;
      if (event.kind === 'import' || event.kind === 'conflict') {
        const { step, from: file } = event;
        const { records } = imports.get(step) ?? { records: 0 };
        imports.set(step, { step, from: file, records: records + 1 });
      }
      for (const touched of this.#touchedBy(event)) {
        if (touched.kind === 'schema' || ids.size > maxEvents) return 'all';
        ids.add(touched.recordId);
      }
    }
    for (const imported of imports.values()) this.#onImport(imported);
    return [...ids];
  }

  /** After more events than can be read in passing, such as those of a large import. */
  #many(from: number): OthersChanges {
    for (const { step, from: file, count: records } of this.#store.imports()) {
      if (step <= from) continue;
      const [first] = this.#store.journal(step);
      const isOwn = first?.window !== undefined && first.window === this.#store.window;
      if (!isOwn) this.#onImport({ step, from: file, records });
    }
    return 'all';
  }

  #touchedBy(event: JournalEvent): Iterable<StepEvent> {
    if (event.kind === 'vectors') return [];
    return isStepEvent(event) ? [event] : this.#eventsOf(event.undoes);
  }

  *#eventsOf(step: number): Iterable<StepEvent> {
    for (const event of this.#store.journal(step)) {
      if (!isStepEvent(event) || event.step !== step) return;
      yield event;
    }
  }
}
