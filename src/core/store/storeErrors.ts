import { UserError } from '../errors.ts';

/** Another window or program holds the lock: the same call succeeds later. */
export class StoreBusyError extends UserError {}

/** Nothing could be written, for example because the disk is full. */
export class StoreFailedError extends UserError {}

/** The file's content differs from what was written. */
export class StoreDamagedError extends UserError {}

/** The open file is no longer the one on disk: writes to it are lost. */
export class StoreLostError extends UserError {}
