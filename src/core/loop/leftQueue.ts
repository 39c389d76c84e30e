import type { Store } from '../store/store.ts';
import type { Planned } from './askQueue.ts';

const name = 'queue.left';

/** What was on its way to the annotator when the project was last closed. */
export function leftQueue(store: Store): Planned[] {
  return (store.setting(name) as Planned[] | undefined) ?? [];
}

/** Notes what is on its way, for the next time. */
export function leaveQueue(store: Store, left: readonly Planned[]): void {
  try {
    store.setSetting(name, left);
  } catch {
    // A full disk or a folder that is gone must not keep the project from closing: then it is drawn anew.
  }
}
