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

Says how far a project is: answers by label, hold-out, rounds, the metric with its interval, and how
many labels the target still takes. PROJECT is a NAME.marginalia.json; it is only read, and may be
open in a window. Where there is no database, as in a clone of a repository, the answers are those
of NAME.labels.jsonl; where there is neither, there are none yet.

  --json                  as JSON, for programs
  --help                  this text

Example: ${statusExample}

Exit codes: 0 done, also where the pool cannot be read, which standard error says; 2 wrong usage, or a
project that cannot be read.`;

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
