import type { RecordId } from '../../record.ts';
import type { Ask } from '../../store/events.ts';

/** A chosen record and the reason for asking it; its text has yet to be read. */
export interface PlannedRecord {
  readonly id: RecordId;
  readonly ask: Ask;
}

export interface BatchRequest {
  readonly count: number;
  /** Records that must not be drawn: answered, skipped, held out, ahead. */
  readonly exclude: RecordId[];
  readonly seed: number;
  /** The excluded records that are ahead, or saved from the last session. */
  readonly ahead: RecordId[];
}
