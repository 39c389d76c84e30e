import type { RecordId } from '../record.ts';
import type { PoolIndex } from './poolIndex.ts';

/** What the store remembers of a record. */
export interface StoredIdentity {
  readonly id: RecordId;
  readonly sourceId?: string;
}

/** The id field stands for another text now: the label is kept, but not trained on until confirmed. */
export interface ChangedText {
  readonly id: RecordId;
  /** The record of the new text. */
  readonly now: RecordId;
  readonly sourceId: string;
}

export interface Rematch {
  /** How many stored records are in the pool, wherever they stand now. */
  readonly matched: number;
  readonly changed: ChangedText[];
  /** Neither their text nor their source id is in the pool. */
  readonly missing: RecordId[];
}

/**
 * Looks for stored records in a pool whose files may have been edited, sorted or moved. The text decides;
 * the id field only tells what became of a text that is gone. Every stored record is counted exactly once.
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
