import type { RecordId } from '../../record.ts';
import type { Ask } from '../../store/events.ts';

/** A record that was chosen, and why; its text is not read yet. */
export interface PlannedRecord {
  readonly id: RecordId;
  readonly ask: Ask;
}

export interface BatchRequest {
  readonly count: number;
  /** Answered, skipped, held out, on their way: not to be asked. */
  readonly exclude: RecordId[];
  readonly seed: number;
  /** The excluded records that are on their way to the annotator. */
  readonly ahead: RecordId[];
}
