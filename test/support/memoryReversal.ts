import type { RecordId } from '../../src/core/record.ts';
import { relabelled } from '../../src/core/store/fold.ts';
import type { Step, StoredAnswer } from '../../src/core/store/store.ts';

/** The records that a step's own events name, then those whose label a schema change moved. */
export function recordsMoved(
  { events }: Step,
  before: ReadonlyMap<RecordId, StoredAnswer>,
  after: ReadonlyMap<RecordId, StoredAnswer>,
): RecordId[] {
  const records = events.flatMap((e) => (e.kind === 'schema' ? [] : [e.recordId]));
  return [...new Set([...records, ...relabelled(before, after)])];
}
