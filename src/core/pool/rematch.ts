import type { RecordId } from '../record.ts';
import type { PoolIndex } from './poolIndex.ts';

/** A record's identity as stored. */
export interface StoredIdentity {
  readonly id: RecordId;
  readonly sourceId?: string;
}

/**
 * The id now belongs to another text: the label is kept, but excluded from training until
 * confirmed.
 */
export interface ChangedText {
  readonly id: RecordId;
  /** The record of the new text. */
  readonly now: RecordId;
  readonly sourceId: string;
}

export interface Rematch {
  /** Stored records found in the pool, at any position. */
  readonly matched: number;
  readonly changed: ChangedText[];
  /** Neither their text nor their source id is in the pool. */
  readonly missing: RecordId[];
}

/**
 * Finds stored records in a pool whose files may have been edited, sorted or moved. The text
 * decides; the id field only shows what became of a text that is gone. Counts every stored record
 * exactly once.
 */
export function rematch(stored: Iterable<StoredIdentity>, index: PoolIndex): Rematch {
  let matched = 0;
  const changed: ChangedText[] = [];
  const missing: RecordId[] = [];
  for (const { id, sourceId } of stored) {
    if (index.rowOf(id) !== undefined) {
      matched++;
      continue;
    }
    const row = sourceId === undefined ? undefined : index.rowOfSourceId(sourceId);
    if (sourceId === undefined || row === undefined) missing.push(id);
    else changed.push({ id, now: index.id(row), sourceId });
  }
  return { matched, changed, missing };
}
