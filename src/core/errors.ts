import type { CodedMessage, Message } from './messages/message.ts';
import { message } from './messages/messages.ts';

/**
 * An error that a person is told: what is wrong, and what to do about it.
 * Everything else that is thrown counts as a defect and is reported with its stack.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** What it tells: a code with its parameters. Its text is made at the edge. */
  readonly problem: Message;

  constructor(problem: Message, options?: ErrorOptions) {
    super(typeof problem === 'string' ? problem : logged(problem), options);
    this.problem = problem;
  }
}

/** As the log has it, which no language is chosen for. */
function logged({ code, params }: CodedMessage): string {
  return `${code} ${JSON.stringify(params)}`;
}

/** A file is not any more what it was when the pool was indexed. */
export class PoolChangedError extends UserError {
  readonly poolChanged = true;
}

/** Whether an error is a `PoolChangedError`, one that crossed between processes included. */
export function isPoolChanged(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { poolChanged, details } = error as Partial<PoolChangedError> & {
    details?: { poolChanged?: unknown };
  };
  return poolChanged === true || details?.poolChanged === true;
}

/** What a `UserError` tells, one that crossed between processes included; undefined for others. */
export function userMessageOf(error: unknown): Message | undefined {
  if (!(error instanceof Error) || error.name !== 'UserError') return undefined;
  const { problem, details } = error as Partial<UserError> & { details?: { problem?: Message } };
  return problem ?? details?.problem ?? inOwnWords(error.message);
}

/** What a library or the operating system says, as a message. */
export function inOwnWords(words: string): CodedMessage {
  return message('other.words', { words });
}

/** What anything that was thrown says, to go into a message about what it kept from being done. */
export function reasonOf(error: unknown): Message {
  const own = userMessageOf(error);
  if (own !== undefined) return own;
  return inOwnWords(error instanceof Error ? error.message : String(error));
}

/** Who was called is gone: its process ended or was ended, or is not back yet. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  readonly reason: Message;

  constructor(reason: Message) {
    super(typeof reason === 'string' ? reason : logged(reason));
    this.reason = reason;
  }
}

/** Thrown when an `AbortSignal` ends a piece of work. Never shown to the user. */
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

/** What a promise gives, waited for until `signal` ends it. @throws CancelledError if it was aborted before. */
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

/** For the end of a switch over a discriminated union: a compile error when a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
