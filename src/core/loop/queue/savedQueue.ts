import type { Store, WritableStore } from '../../store/store.ts';
import type { PlannedRecord } from './planned.ts';

const name = 'queue.left';

/** The records that were ahead when the project was last closed. */
export function loadSavedQueue(store: Store): PlannedRecord[] {
  return (store.setting(name) as PlannedRecord[] | undefined) ?? [];
}

/** Saves the records ahead for the next session. */
export function saveQueue(into: WritableStore, queue: readonly PlannedRecord[]): void {
  into.setSetting(name, queue);
}
