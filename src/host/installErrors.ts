import type { NpmFailure } from '../adapters/npm/npmFailure.ts';
import type { TrialOutcome } from '../adapters/tensorflow/tryBackend.ts';
import { assertNever } from '../core/errors.ts';
import type { NativePackage } from '../core/heads/headBackend.ts';
import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';

/** The message for npm's failure to install a package. */
export function npmProblem(failure: NpmFailure, name: NativePackage): Message {
  return message('backend.npmFailed', { why: whyNpmFailed(failure, name) });
}

function whyNpmFailed(failure: NpmFailure, name: NativePackage): Message {
  switch (failure.kind) {
    case 'network':
      return message('npm.unreachable', { name, host: failure.host, code: failure.code });
    case 'notFound':
    case 'diskFull':
    case 'noPermission':
      return message(`npm.${failure.kind}`, { name });
    case 'other':
      return message('npm.says', { name, line: failure.line });
    default:
      return assertNever(failure);
  }
}

/** The message for a downloaded backend that does not work here. */
export function trialProblem(
  outcome: Exclude<TrialOutcome, { kind: 'works' }>,
  name: NativePackage,
): Message {
  return message('backend.removedAgain', { why: whyUnusable(outcome, name) });
}

function whyUnusable(
  outcome: Exclude<TrialOutcome, { kind: 'works' }>,
  name: NativePackage,
): Message {
  switch (outcome.kind) {
    case 'crashed':
      return message('backend.crashed', { name, how: outcome.how });
    case 'failed':
      return message('backend.notLoaded', { name, reason: outcome.reason });
    case 'noCard':
      return outcome.missing === undefined
        ? message('backend.noCard', { name })
        : message('backend.libraryMissing', { name, library: outcome.missing });
    default:
      return assertNever(outcome);
  }
}
