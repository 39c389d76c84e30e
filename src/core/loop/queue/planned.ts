import type { RecordId } from '../../record.ts';
import type { Ask } from '../../store/events.ts';

/** A record that was chosen, and why; its text has yet to be read. */
export interface PlannedRecord {
  readonly id: RecordId;
  readonly ask: Ask;
}

export interface BatchRequest {
  readonly count: number;
  /** Records that may not be drawn: answered, skipped, held out, ahead. */
  readonly exclude: RecordId[];
  readonly seed: number;
  /** The excluded records that are on their way to the annotator, or saved for it. */
  readonly ahead: RecordId[];
}
