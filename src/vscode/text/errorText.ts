import { userMessageOf } from '../../core/errors.ts';
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

/**
 * Errors are known by their name, because those from the engine process are copies: an `instanceof`
 * would take their sentences for defects.
 */
export function describeError(error: unknown, localize: Localize): DescribedError {
  if (!(error instanceof Error)) {
    return unexpected(String(error), String(error), localize);
  }
  switch (error.name) {
    case 'UserError':
      return { kind: 'human', message: textOf(userMessageOf(error) ?? error.message, localize) };
    case 'CancelledError':
    case 'Canceled':
    case 'AbortError':
      return { kind: 'cancelled' };
    case 'ChannelClosedError':
      return {
        kind: 'human',
        message: localize(
          'The engine stopped while it was at work ({0}). What was answered is saved. Start it again with “Marginalia: Resume Background Work”.',
          error.message,
        ),
      };
    default:
      return unexpected(error.message, stackOf(error), localize);
  }
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
