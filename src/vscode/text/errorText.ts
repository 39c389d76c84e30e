import { message } from '../../core/messages/messages.ts';
import { UnreachableError, userMessageOf } from '../../core/errors.ts';
import { textOf } from './messages/textOf.ts';
import type { Localize } from '../../core/localize.ts';

/** How an error is shown. */
export type DescribedError =
  /** Written for users: shown as is. `cause`, if any, is logged beside it. */
  | { readonly kind: 'human'; readonly message: string; readonly cause?: string }
  /** Cancelled by the user: not shown. */
  | { readonly kind: 'cancelled' }
  /** A defect: shown, and logged with its stack. */
  | { readonly kind: 'unexpected'; readonly message: string; readonly details: string };

/** Names of cancellation errors of Marginalia, VS Code and the platform. */
const endings: readonly string[] = ['CancelledError', 'Canceled', 'AbortError'];

/**
 * Classifies an error. Errors from the engine process are copies, so they are recognised by their
 * content or name; `instanceof` would miss them.
 */
export function describeError(error: unknown, localize: Localize): DescribedError {
  if (!(error instanceof Error)) {
    return unexpected(String(error), String(error), localize);
  }
  if (error instanceof UnreachableError) {
    const stopped = message('engine.stopped', { why: error.reason });
    return { kind: 'human', message: textOf(stopped, localize) };
  }
  const problem = userMessageOf(error);
  if (problem !== undefined) {
    const { cause } = error;
    const isShown = cause instanceof Error || typeof cause === 'string';
    const described = { kind: 'human', message: textOf(problem, localize) } as const;
    return isShown ? { ...described, cause: String(cause) } : described;
  }
  return endings.includes(error.name)
    ? { kind: 'cancelled' }
    : unexpected(error.message, stackOf(error), localize);
}

function unexpected(message: string, details: string, localize: Localize): DescribedError {
  return {
    kind: 'unexpected',
    message: localize('Something unexpected went wrong in Marginalia: {0}', message),
    details,
  };
}

function stackOf(error: Error): string {
  const remote = 'remoteStack' in error ? error.remoteStack : undefined;
  const cause = error.cause instanceof Error ? `\nCaused by: ${stackOf(error.cause)}` : '';
  return `${typeof remote === 'string' ? remote : (error.stack ?? String(error))}${cause}`;
}
