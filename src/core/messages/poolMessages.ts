import type { Message, NoParams } from './message.ts';
import type { ExistingFields } from './rowMessages.ts';

/** What is said of a pool and its files. */
export interface PoolMessages {
  'pool.noRows': NoParams;
  'pool.missingField': { readonly field: string; readonly existing: ExistingFields };
  'pool.lacksText': {
    readonly path: string;
    readonly fields: readonly string[];
    readonly existing: ExistingFields;
  };
  /** `first`: what is wrong with the first row that has a problem. */
  'pool.noText': {
    readonly files: readonly string[];
    readonly fields: readonly string[];
    readonly first?: { readonly line: number; readonly problem: Message };
  };
  'pool.allFilteredOut': { readonly files: readonly string[]; readonly rows: number };
  'pool.changed': { readonly path: string };
  /** How many rows cannot be read, and have no text, of all. */
  'pool.lostRows': {
    readonly rows: number;
    readonly problemRows: number;
    readonly withoutText: number;
  };
  'pool.compressed': { readonly path: string };
  'pool.isJsonList': { readonly path: string };
  /** `list`: the path at which the list should be. */
  'pool.noList': { readonly path: string; readonly list: string };
  'pool.nothingToLabel': { readonly path: string };
}
