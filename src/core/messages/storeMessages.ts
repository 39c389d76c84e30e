import type { Message, NoParams } from './message.ts';

/** Messages about a project's database and its answers. */
export interface StoreMessages {
  /** @param node the running version, such as `v20.1.0` */
  'store.needsNode': { readonly node: string };
  'store.driverFailed': { readonly platform: string; readonly why: string };
  /** Nothing was ever answered, or the database is elsewhere. */
  'store.missing': { readonly file: string };
  'store.ofAnotherProgram': { readonly file: string };
  'store.notADatabase': { readonly file: string };
  'store.needsMigration': {
    readonly file: string;
    readonly version: number;
    readonly newest: number;
  };
  'store.ofLaterVersion': {
    readonly file: string;
    readonly version: number;
    readonly newest: number;
  };
  'store.folderNotWritable': { readonly folder: string; readonly why: string };
  'store.unreadable': { readonly file: string; readonly why: string };
  'store.inUse': { readonly file: string };
  'store.diskFull': { readonly file: string };
  'store.notWritable': { readonly file: string };
  'store.cannotOpen': { readonly file: string };
  'store.damaged': { readonly file: string };
  'store.diskError': { readonly file: string };
  /** The file was replaced since it was opened. */
  'store.lost': { readonly file: string; readonly fault: 'missing' | 'replaced' | 'cut' };
  'store.withoutLog': { readonly file: string };
  'store.holdoutDrawn': NoParams;
  /** The database is missing, but copies of it exist. */
  'store.gone': { readonly name: string; readonly file: string; readonly kept: Message };
  'store.damagedButKept': { readonly file: string; readonly kept: Message };
  'store.answersKept': {
    readonly answers: number;
    /** Time of the last answer, in milliseconds since 1970. */
    readonly until: number;
    readonly from: 'window' | 'backup' | 'extension';
  };
  /** The database disappeared while a window has it open. */
  'store.answersGone': { readonly why: Message };
  'store.locked': NoParams;
  'store.lockedAtOpening': NoParams;
  /** A batch cannot be recorded. */
  'store.cannotAsk': { readonly why: Message };
}
