import type { Store, WritableStore } from '../../store/store.ts';
import type { PlannedRecord } from './planned.ts';

const name = 'queue.left';

/** What was on its way to the annotator when the project was last closed. */
export function loadSavedQueue(store: Store): PlannedRecord[] {
  return (store.setting(name) as PlannedRecord[] | undefined) ?? [];
}

/** Notes what is on its way, for the next time. */
export function saveQueue(into: WritableStore, left: readonly PlannedRecord[]): void {
  into.setSetting(name, left);
}
