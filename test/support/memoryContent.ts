import type { RecordId } from '../../src/core/record.ts';
import type { JournalEvent } from '../../src/core/store/events.ts';
import type { StoredAnswer, StoreMeta } from '../../src/core/store/store.ts';
import { Timeline } from '../../src/core/store/timeline.ts';
import { MemoryHoldout } from './memoryHoldout.ts';
import { MemoryHoldoutVectors } from './memoryHoldoutVectors.ts';
import { MemoryRefits } from './memoryRefits.ts';
import { MemoryRounds } from './memoryRounds.ts';

/** The content that the stores of several windows share. */
export interface Content {
  readonly journal: JournalEvent[];
  readonly byId: Map<string, JournalEvent>;
  readonly rounds: MemoryRounds;
  readonly refits: MemoryRefits;
  readonly holdoutVectors: MemoryHoldoutVectors;
  readonly settings: Map<string, string>;
  /** The windows that have the store open. */
  readonly open: Set<string>;
  /** Steps written in parts, complete or not. */
  readonly inParts: Set<number>;
  /** The number of writes. */
  version: number;
  timeline: Timeline;
  answers: Map<RecordId, StoredAnswer>;
  readonly holdout: MemoryHoldout;
  meta: StoreMeta;
}

export function emptyContent(meta: StoreMeta): Content {
  const rounds = new MemoryRounds();
  return {
    journal: [],
    byId: new Map(),
    rounds,
    refits: new MemoryRefits(),
    holdoutVectors: new MemoryHoldoutVectors(rounds),
    settings: new Map(),
    open: new Set(),
    inParts: new Set(),
    version: 0,
    timeline: new Timeline(),
    answers: new Map(),
    holdout: new MemoryHoldout(),
    meta,
  };
}
