import { message } from '../../core/messages/messages.ts';
import { UnreachableError, userMessageOf } from '../../core/errors.ts';
import { textOf } from './messages/textOf.ts';
import type { Localize } from '../../core/localize.ts';

/** What becomes of something that was thrown. */
export type DescribedError =
  /** Meant for people: shown as it is. */
  | { readonly kind: 'human'; readonly message: string }
  /** The user's own wish: nothing is said. */
  | { readonly kind: 'cancelled' }
  /** A defect: said, and written into the log with its stack. */
  | { readonly kind: 'unexpected'; readonly message: string; readonly details: string };

/** How Marginalia, VS Code and the platform name an end that somebody wished for. */
const endings: readonly string[] = ['CancelledError', 'Canceled', 'AbortError'];

/**
 * Errors from the engine process are copies, known by what they tell or by their name: an `instanceof`
 * would take them for defects.
 */
export function describeError(error: unknown, localize: Localize): DescribedError {
  if (!(error instanceof Error)) {
    return unexpected(String(error), String(error), localize);
  }
  if (error instanceof UnreachableError) {
    const stopped = message('engine.stopped', { why: error.reason });
    return { kind: 'human', message: textOf(stopped, localize) };
  }
  const told = userMessageOf(error);
  if (told !== undefined) return { kind: 'human', message: textOf(told, localize) };
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
