import type { Message } from './messages/message.ts';
import { message } from './messages/messages.ts';

/**
 * An error shown to the user: what is wrong, and what to do about it. Anything else thrown is a
 * defect and is reported with its stack.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** A code with its parameters, formatted for display by the host. */
  readonly problem: Message;

  constructor(problem: Message, options?: ErrorOptions) {
    super(logged(problem), options);
    this.problem = problem;
  }
}

/** The log format, which is language-independent. */
function logged({ code, params }: Message): string {
  return `${code} ${JSON.stringify(params)}`;
}

/** The operation needs more answers, or a trained model. */
export class NotYetError extends UserError {}

/** A file has changed since the pool was indexed. */
export class PoolChangedError extends UserError {
  readonly poolChanged = true;
}

/** Whether an error is a `PoolChangedError`, even from another process. */
export function isPoolChanged(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { poolChanged, details } = error as Partial<PoolChangedError> & {
    details?: { poolChanged?: unknown };
  };
  return poolChanged === true || details?.poolChanged === true;
}

/** The message of a `UserError`, even from another process; undefined for other errors. */
export function userMessageOf(error: unknown): Message | undefined {
  if (!(error instanceof Error) || error.name !== 'UserError') return undefined;
  const { problem, details } = error as Partial<UserError> & { details?: { problem?: Message } };
  return problem ?? details?.problem ?? inOwnWords(error.message);
}

/** A message with the text of a library or the operating system. */
export function inOwnWords(words: string): Message {
  return message('other.words', { words });
}

/** The reason in anything thrown, to include in a message about what failed. */
export function reasonOf(error: unknown): Message {
  const own = userMessageOf(error);
  if (own !== undefined) return own;
  return inOwnWords(error instanceof Error ? error.message : String(error));
}

/** The called process has exited, or has not restarted yet. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  readonly reason: Message;

  constructor(reason: Message) {
    super(typeof reason === 'string' ? reason : logged(reason));
    this.reason = reason;
  }
}

/** Whether a package failed to load because it is not installed, or not for this platform. */
export function isModuleMissing(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return false;
  return error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND';
}

/** Thrown when an `AbortSignal` ends an operation. Never shown to the user. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  constructor(message = 'Cancelled.') {
    super(message);
  }
}

/** @throws CancelledError if `signal` has been aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CancelledError();
}

/**
 * Awaits a promise unless `signal` is aborted.
 * @throws CancelledError
 */
export async function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  throwIfAborted(signal);
  let cancel = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    cancel = () => reject(new CancelledError());
    signal?.addEventListener('abort', cancel, { once: true });
  });
  return Promise.race([work, aborted]).finally(() => signal?.removeEventListener('abort', cancel));
}

/**
 * Exhaustiveness check of a switch over a discriminated union: a missing case is a compile error.
 * @throws Error if a value outside the union arrives at run time
 */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
