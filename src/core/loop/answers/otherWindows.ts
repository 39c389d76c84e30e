import type { RecordId } from '../../record.ts';
import type { JournalEvent, StepEvent } from '../../store/events.ts';
import type { Store } from '../../store/store.ts';
import { StoreLostError } from '../../store/storeErrors.ts';
import { isStepEvent } from '../../store/timeline.ts';

/** Records that other windows changed since the last call; `all`: they changed the label set. */
export type OthersChanges = readonly RecordId[] | 'all';

/** Follows what other windows write into the same store. */
export class OtherWindows {
  readonly #store: Store;
  /** The journal is read up to this position. */
  #seq: number;

  constructor(store: Store) {
    this.#store = store;
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
    const ids = new Set<RecordId>();
    for (const event of this.#store.journal(from + 1)) {
      if (event.window !== undefined && event.window === this.#store.window) continue;
      for (const touched of this.#touchedBy(event)) {
        if (touched.kind === 'schema') return 'all';
        ids.add(touched.recordId);
      }
    }
    return [...ids];
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
