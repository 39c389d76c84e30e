import type { RecordId } from '../../record.ts';
import type { StepEvent } from '../../store/events.ts';
import type { Store } from '../../store/store.ts';
import { isStepEvent } from '../../store/timeline.ts';

/** Reading more events than this takes longer than reading the answer of every record on display. */
const maxEvents = 1000;

/**
 * The records whose answer, flag or note the events after a position of the journal touched; `all`
 * where labels were renamed, merged or split, or such a change was undone, or where they are many.
 */
export function changedRecords(store: Store, seq: number): readonly RecordId[] | 'all' {
  if (store.lastSeq() - seq > maxEvents) return 'all';
  const ids = new Set<RecordId>();
  for (const event of store.journal(seq + 1)) {
    if (event.kind === 'vectors') continue;
    for (const touched of isStepEvent(event) ? [event] : eventsOf(store, event.undoes)) {
      if (touched.kind === 'schema' || ids.size > maxEvents) return 'all';
      ids.add(touched.recordId);
    }
  }
  return [...ids];
}

/** The events of the step that begins at this position. */
function eventsOf(store: Store, step: number): StepEvent[] {
  const events: StepEvent[] = [];
  for (const event of store.journal(step)) {
    if (!isStepEvent(event) || event.step !== step) break;
    events.push(event);
  }
  return events;
}
