import { UserError } from '../errors.ts';

/** Another window or program has the lock at the moment: the same call succeeds later. */
export class StoreBusyError extends UserError {}

/** Nothing could be written, such as on a full disk: what was to be kept was not. */
export class StoreFailedError extends UserError {}

/** What the file holds is not what was written to it. */
export class StoreDamagedError extends UserError {}

/** The file that the store has open is not the one on disk any more: nothing written to it counts. */
export class StoreLostError extends UserError {}
