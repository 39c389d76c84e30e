import type { RecordId } from '../record.ts';
import type { Store } from './store.ts';

/** The members of the hold-out; empty before the draw. */
export function holdoutIds(store: Pick<Store, 'holdout'>): RecordId[] {
  return store.holdout()?.members.map(({ recordId }) => recordId) ?? [];
}
