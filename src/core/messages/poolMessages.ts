import type { Message, NoParams } from './message.ts';
import type { ExistingFields } from './rowMessages.ts';

/** Messages about a pool and its files. */
export interface PoolMessages {
  'pool.noRows': NoParams;
  /** `pattern`: such as `data/*.jsonl`. */
  'pool.noFiles': { readonly pattern: string };
  'pool.missingField': { readonly field: string; readonly existing: ExistingFields };
  'pool.lacksText': {
    readonly path: string;
    readonly fields: readonly string[];
    readonly existing: ExistingFields;
  };
  /** `first`: the problem of the first invalid row. */
  'pool.noText': {
    readonly files: readonly string[];
    readonly fields: readonly string[];
    readonly first?: { readonly line: number; readonly problem: Message };
  };
  'pool.allFilteredOut': { readonly files: readonly string[]; readonly rows: number };
  'pool.changed': { readonly path: string };
  /** Numbers of unreadable rows, rows without text, and all rows. */
  'pool.lostRows': {
    readonly rows: number;
    readonly problemRows: number;
    readonly withoutText: number;
  };
  'pool.compressed': { readonly path: string };
  'pool.isJsonList': { readonly path: string };
  /** `list`: the expected path of the list. */
  'pool.noList': { readonly path: string; readonly list: string };
  'pool.nothingToLabel': { readonly path: string };
}
