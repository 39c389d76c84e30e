import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import { readOptions } from './readOptions.ts';

/** Arguments of `status`. */
export interface StatusArguments {
  /** Path of a project file. */
  readonly project: string;
  readonly json: boolean;
}

/** Run by a test. */
const statusExample = 'marginalia status reviews.marginalia.json';

export const statusUsage = `Usage: marginalia status PROJECT [options]

Shows the progress of a project: answers by label, hold-out, rounds, the metric with its interval, and
how many more labels the target needs. PROJECT is a NAME.marginalia.json; it is only read, and may be
open in a window. If there is no database, as in a clone of a repository, the answers are taken from
NAME.labels.jsonl; if there is neither, there are no answers yet.

  --json                  as JSON, for programs
  --help                  this text

Example: ${statusExample}

Exit codes: 0 done, even if the pool cannot be read, which is reported on standard error; 2 wrong usage,
or a project that cannot be read.`;

const options = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * @param args after `status` on the command line
 * @returns 'help' if requested
 * @throws UserError for an unknown or invalid option
 */
export function parseStatusArguments(args: readonly string[]): StatusArguments | 'help' {
  const { values, positionals } = readOptions(args, options, true);
  if (values.help) return 'help';
  const [project, ...more] = positionals;
  if (project === undefined || more.length > 0) {
    throw new UserError(message('cli.notOneProject', { command: 'status' }));
  }
  return { project, json: values.json ?? false };
}
