import type { Store, WritableStore } from '../../store/store.ts';
import type { Planned } from './planned.ts';

const name = 'queue.left';

/** What was on its way to the annotator when the project was last closed. */
export function leftQueue(store: Store): Planned[] {
  return (store.setting(name) as Planned[] | undefined) ?? [];
}

/** Notes what is on its way, for the next time. */
export function leaveQueue(into: WritableStore, left: readonly Planned[]): void {
  into.setSetting(name, left);
}
