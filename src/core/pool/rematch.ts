import type { RecordId } from '../record.ts';
import type { PoolIndex } from './poolIndex.ts';

/** What the store remembers of a record. */
export interface StoredIdentity {
  readonly recordId: RecordId;
  readonly sourceId?: string;
}

export interface Matched extends StoredIdentity {
  readonly row: number;
}

/** The record's id field stands for another text now. */
export interface ChangedText extends StoredIdentity {
  /** The row of the new text. */
  readonly row: number;
  readonly newRecordId: RecordId;
}

export interface Rematch {
  /** The text is in the pool, wherever it stands now. */
  readonly matched: Matched[];
  readonly changed: ChangedText[];
  /** Neither text nor id is in the pool. */
  readonly missing: StoredIdentity[];
}

/**
 * Finds stored records in a pool whose files may have been edited, sorted or moved. The text decides;
 * the id field only tells what became of a text that is gone. Every stored record comes back exactly once.
 */
export function rematch(stored: Iterable<StoredIdentity>, index: PoolIndex): Rematch {
  const result: Rematch = { matched: [], changed: [], missing: [] };
  for (const identity of stored) {
    const row = index.rowOf(identity.recordId);
    if (row !== undefined) {
      result.matched.push({ ...identity, row });
      continue;
    }
    const newRow =
      identity.sourceId === undefined ? undefined : index.rowOfSourceId(identity.sourceId);
    if (newRow === undefined) result.missing.push(identity);
    else result.changed.push({ ...identity, row: newRow, newRecordId: index.id(newRow) });
  }
  return result;
}
