import type { PoolRecord, RecordId } from '../record.ts';
import type { PriorInUse } from './priorApi.ts';
import type { TrainingSet } from '../loop/training/trainingSet.ts';

/** What the engine can be asked about single records: its part that serves the text editor. */
export interface RecordQuestions {
  /** The record with up to `count` before and behind it in its file; empty where it is unknown. */
  around(params: { id: RecordId; count: number }): Promise<PoolRecord[]>;
  /** The record of each name: a value of the id field, or a record's own id; null where there is none. */
  identify(params: { names: string[] }): Promise<(RecordId | null)[]>;
  /** Annotations that may be wrong, the likeliest first. Never looks at the hold-out. */
  suspects(params: SuspectsParams): Promise<Suspects>;
}

export interface SuspectsParams {
  readonly training: TrainingSet;
  readonly labels: string[];
  /** Inverse regularisation strength of the head that was fitted last. */
  readonly c: number;
  /** Its label prior. */
  readonly prior?: PriorInUse;
  readonly classWeight: 'balanced' | 'none';
  readonly seed: number;
  /** At most so many of each kind. */
  readonly limit: number;
}

export interface Suspects {
  readonly unlikely: {
    readonly id: RecordId;
    readonly label: string;
    readonly likely: string;
    readonly p: number;
  }[];
  readonly contradictions: {
    readonly id: RecordId;
    readonly other: RecordId;
    readonly similarity: number;
  }[];
}
