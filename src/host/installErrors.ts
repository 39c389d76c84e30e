import type { NpmFailure } from '../adapters/npm/npmFailure.ts';
import type { TrialOutcome } from '../adapters/tensorflow/tryBackend.ts';
import { assertNever } from '../core/errors.ts';
import type { NativePackage } from '../core/heads/headBackend.ts';
import type { Localize } from '../core/localize.ts';

/** What happened, and what can be done about it. */
export function formatNpmFailure(
  failure: NpmFailure,
  name: NativePackage,
  localize: Localize,
): string {
  const nothingLeft = localize('Nothing of it was kept; the log has what npm said.');
  return `${why(failure, name, localize)} ${nothingLeft}`;
}

function why(failure: NpmFailure, name: NativePackage, localize: Localize): string {
  switch (failure.kind) {
    case 'network':
      return localize(
        '{0} could not be installed: {1} cannot be reached ({2}). Is this machine online, and does npm know its proxy?',
        name,
        failure.host,
        failure.code,
      );
    case 'notFound':
      return localize('{0} could not be installed: npm’s registry does not have it.', name);
    case 'diskFull':
      return localize('{0} could not be installed: the disk is full.', name);
    case 'noPermission':
      return localize(
        '{0} could not be installed: npm may not write where it has to. Its cache may belong to another user.',
        name,
      );
    case 'other':
      return localize(
        '{0} could not be installed. npm says: {1}.',
        name,
        withoutFullStop(failure.line),
      );
    default:
      return assertNever(failure);
  }
}

/** Of a backend that was downloaded and is of no use here. */
export function formatTrial(
  outcome: Exclude<TrialOutcome, { kind: 'works' }>,
  name: NativePackage,
  localize: Localize,
): string {
  const removed = localize('So it was removed again, and dropout heads are computed as before.');
  return `${trouble(outcome, name, localize)} ${removed}`;
}

function trouble(
  outcome: Exclude<TrialOutcome, { kind: 'works' }>,
  name: NativePackage,
  localize: Localize,
): string {
  switch (outcome.kind) {
    case 'crashed':
      return localize(
        '{0} was downloaded, but the process that tried it crashed ({1}).',
        name,
        outcome.how,
      );
    case 'failed':
      return localize(
        '{0} was downloaded, but cannot be loaded here: {1}.',
        name,
        withoutFullStop(outcome.message),
      );
    case 'noCard':
      return outcome.missing === undefined
        ? localize(
            '{0} was downloaded, but finds no graphics card: it needs one of NVIDIA’s with CUDA 11.2 and cuDNN 8.1. Take tfjs-node instead.',
            name,
          )
        : localize(
            '{0} was downloaded, but {1} is missing: it needs CUDA 11.2 and cuDNN 8.1. Install these, or take tfjs-node instead.',
            name,
            outcome.missing,
          );
    default:
      return assertNever(outcome);
  }
}

/** Without the full stop that the sentence round it has. */
function withoutFullStop(line: string): string {
  return line.trim().replace(/[.:]+$/, '');
}
