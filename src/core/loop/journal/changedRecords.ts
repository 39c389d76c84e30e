import type { RecordId } from '../../record.ts';
import type { Store } from '../../store/store.ts';
import { isStepEvent, isWriter } from '../../store/timeline.ts';

/** Reading more events than this takes longer than reading the answer of every record on display. */
const maxEvents = 1000;

/**
 * The records whose answer, flag or note the events after a position of the journal touched; `all`
 * where labels were renamed, merged or split, or such a change was undone, or where they are many.
 */
export function changedRecords(store: Store, seq: number): readonly RecordId[] | 'all' {
  const ids = new Set<RecordId>();
  let read = 0;
  for (const event of store.news(seq + 1)) {
    // A step in parts may have become complete, most of whose events are before.
    if (++read > maxEvents || isWriter(event.window)) return 'all';
    if (event.kind === 'vectors') continue;
    for (const touched of isStepEvent(event) ? [event] : store.step(event.undoes)) {
      if (touched.kind === 'schema' || ids.size > maxEvents) return 'all';
      ids.add(touched.recordId);
    }
  }
  return [...ids];
}
