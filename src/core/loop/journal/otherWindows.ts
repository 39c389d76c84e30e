import type { RecordId } from '../../record.ts';
import type { JournalEvent, JournalPosition, StepEvent, UndoEvent } from '../../store/events.ts';
import type { Store } from '../../store/store.ts';
import { StoreLostError } from '../../store/storeErrors.ts';
import { isReversal, isStepEvent, isWriter, ownerOf } from '../../store/timeline.ts';

/**
 * Records that other windows changed since the last call; `all`: they changed the label set, or too many
 * records to list.
 */
export type OthersChanges = readonly RecordId[] | 'all';

/** An import by another window or program. */
export interface ImportElsewhere {
  readonly step: number;
  /** The file, for display. */
  readonly from: string;
  readonly records: number;
}

/** With more new events than this, all records count as changed. */
const maxEvents = 1000;

/** Follows what other windows write to the same store. */
export class OtherWindows {
  readonly #store: Store;
  readonly #onImport: (imported: ImportElsewhere) => void;
  /** Journal position read so far. */
  #seq: number;

  /** @param onImport called with every import by another window or program */
  constructor(store: Store, onImport: (imported: ImportElsewhere) => void) {
    this.#store = store;
    this.#onImport = onImport;
    this.#seq = store.lastSeq();
  }

  /**
   * The records that others answered, flagged or noted since the last call.
   * @throws StoreLostError if the file on disk is missing or was replaced
   */
  changesSinceLast(): OthersChanges {
    const from = this.#seq;
    // Read before the poll: events that others commit in between are read by the next call.
    this.#seq = this.#store.lastSeq();
    const news = this.#store.poll();
    if (news.kind === 'lost') throw new StoreLostError(news.why);
    if (news.kind === 'same') return [];
    const ids = new Set<RecordId>();
    const imports = new Map<number, ImportElsewhere>();
    let isAll = false;
    let read = 0;
    // A step still being written in parts is not in effect yet and has too many events to read.
    for (const event of this.#store.news(from + 1)) {
      if (++read > maxEvents || completes(event)) return this.#many(from);
      if (event.window !== undefined && event.window === this.#store.window) continue;
      if (event.kind === 'import' || event.kind === 'conflict') {
        const { step, from: file } = event;
        const { records } = imports.get(step) ?? { records: 0 };
        imports.set(step, { step, from: file, records: records + 1 });
      }
      for (const touched of this.#touchedBy(event)) {
        if (touched.kind === 'schema' || ids.size > maxEvents) {
          isAll = true;
          break;
        }
        ids.add(touched.recordId);
      }
    }
    for (const imported of imports.values()) this.#onImport(imported);
    return isAll ? 'all' : [...ids];
  }

  /** Handles more events than are read one by one, such as those of a large import. */
  #many(from: number): OthersChanges {
    const completed = new Set<number>();
    for (const event of this.#store.news(from + 1)) {
      if (completes(event)) completed.add(event.undoes);
    }
    for (const { step, from: file, count: records } of this.#store.imports()) {
      const [first] = this.#store.step(step);
      const isNew = isWriter(first?.window) ? completed.has(step) : step > from;
      const window = ownerOf(first?.window);
      const isOwn = window !== undefined && window === this.#store.window;
      if (isNew && !isOwn) this.#onImport({ step, from: file, records });
    }
    return 'all';
  }

  #touchedBy(event: JournalEvent): Iterable<StepEvent> {
    if (event.kind === 'vectors') return [];
    return isStepEvent(event) ? [event] : this.#store.step(event.undoes);
  }
}

/** Whether an event activates a step that was written in parts. */
function completes(event: JournalEvent): event is UndoEvent & JournalPosition {
  return isReversal(event) && event.kind === 'redo' && isWriter(event.window);
}
