import type { PoolRecord, RecordId } from '../record.ts';

/** What an id stands for: a record, or records of different texts. */
export type NamedRecord = { readonly id: RecordId } | 'several';

/** Single records, for the text editor. */
export interface RecordApi {
  /** The record with up to `count` before and after it in its file; empty if it is unknown. */
  around(params: { id: RecordId; count: number }): Promise<PoolRecord[]>;
  /** The record of each name: a value of the id field, or a record id; null if there is none. */
  identify(params: { names: string[] }): Promise<(RecordId | null)[]>;
  /** As `identify`, for names that may be those of several records. */
  named(params: { names: string[] }): Promise<(NamedRecord | null)[]>;
}
