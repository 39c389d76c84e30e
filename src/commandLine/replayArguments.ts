import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import type { ReplayReport } from '../core/loop/replay.ts';
import { english } from './english.ts';
import { readOptions } from './readOptions.ts';

/** Arguments of `replay`. */
export interface ReplayArguments {
  /** Path of a project file. */
  readonly project: string;
  readonly json: boolean;
  /** Folder of downloaded models. */
  readonly models?: string;
}

export const replayUsage = `Usage: marginalia replay PROJECT [options]

Draws every recorded batch of a project again, from the answers it had at that time, and compares the
picks with the recorded ones. PROJECT is a NAME.marginalia.json; the project is only read.

  --models FOLDER         where models were downloaded to
  --json                  as JSON, for programs
  --help                  this text

Numbers can differ in their last digits between machines, so a pick that depends on them may differ too.

Example: marginalia replay reviews.marginalia.json

Exit codes: 0 all picks are as recorded, 1 some differ, 2 wrong usage or a project that cannot be read.`;

const options = {
  json: { type: 'boolean' },
  models: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * @param args after `replay` on the command line
 * @returns 'help' if requested
 * @throws UserError for an unknown or invalid option
 */
export function parseReplayArguments(args: readonly string[]): ReplayArguments | 'help' {
  const { values, positionals } = readOptions(args, options, true);
  if (values.help) return 'help';
  const [project, ...more] = positionals;
  if (project === undefined || more.length > 0) {
    throw new UserError(message('cli.notOneProject', { command: 'replay' }));
  }
  const { models } = values;
  return { project, json: values.json ?? false, ...(models !== undefined && { models }) };
}

/** The report as text, one line per batch that differs. */
export function formatReplay({ batches, given, different }: ReplayReport): string {
  const drawn = batches - given;
  return [
    ...different.map(({ number, kernels }) =>
      message('replay.differs', { batch: number, ...(kernels && { kernels }) }),
    ),
    message('replay.identical', { identical: drawn - different.length, drawn }),
    ...(given > 0 ? [message('replay.notRedrawn', { count: given })] : []),
  ]
    .map(english)
    .join('\n');
}
