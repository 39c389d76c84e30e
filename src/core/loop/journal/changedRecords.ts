import type { RecordId } from '../../record.ts';
import type { Store } from '../../store/store.ts';
import { isStepEvent, isWriter } from '../../store/timeline.ts';

/** Reading more events than this is slower than reading the answer of every displayed record. */
const maxEvents = 1000;

/**
 * The records whose answer, flag or note changed after a journal position; `all` if labels were renamed,
 * merged or split, if such a change was undone, or if there are too many.
 */
export function changedRecords(
  store: Pick<Store, 'news' | 'step'>,
  seq: number,
): readonly RecordId[] | 'all' {
  const ids = new Set<RecordId>();
  let read = 0;
  for (const event of store.news(seq + 1)) {
    // A step written in parts may have become complete; most of its events are at earlier positions.
    if (++read > maxEvents || isWriter(event.window)) return 'all';
    if (event.kind === 'vectors') continue;
    for (const touched of isStepEvent(event) ? [event] : store.step(event.undoes)) {
      if (touched.kind === 'schema' || ids.size > maxEvents) return 'all';
      ids.add(touched.recordId);
    }
  }
  return [...ids];
}
