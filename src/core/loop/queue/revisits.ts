import type { Store, StoredAnswer } from '../../store/store.ts';
import type { Revisited } from './askedRecord.ts';
import type { PlannedRecord } from './planned.ts';

/** The answered records to go through again, in the order in which they come. */
export function toRevisit(store: Store, what: Revisited): PlannedRecord[] {
  if (typeof what === 'object' && 'suspects' in what) {
    return what.suspects.flatMap((id) => {
      const answer = store.answer(id);
      if (answer?.label === undefined) return [];
      return [{ id, ask: { ...askOf(answer), check: 'suspect' } }];
    });
  }
  return store.answers().flatMap((answer) => {
    const { recordId: id, kind, label, flagged } = answer;
    const wanted =
      typeof what === 'object'
        ? label === what.split
        : what === 'skipped'
          ? kind === 'skip'
          : flagged && kind !== 'none';
    return wanted ? [{ id, ask: askOf(answer) }] : [];
  });
}

function askOf({ ask = { kind: 'manual' } }: StoredAnswer): PlannedRecord['ask'] {
  return ask;
}
