import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import { oneOf, readOptions } from './readOptions.ts';

const checkFormats = ['text', 'json', 'github'] as const;
export type CheckFormat = (typeof checkFormats)[number];

/** Arguments of `check`. */
export interface CheckArguments {
  /** Path of a project file, or of a `NAME.labels.jsonl`. */
  readonly file: string;
  readonly format: CheckFormat;
  /** More warnings than this count as an error; undefined: any number is fine. */
  readonly maxWarnings?: number;
  readonly pool: boolean;
}

export const checkUsage = `Usage: marginalia check PROJECT [options]

Checks the labels of a project and reports mistakes in the project file, labels that it does not have,
unfinished Git merges, lines of NAME.labels.jsonl that cannot be read or are behind the database, rows
of the pool that cannot be read, and records that are no longer in the pool. PROJECT is a
NAME.marginalia.json, or a NAME.labels.jsonl by itself; it is only read. If there is no database, as in
a clone of a repository, the answers are taken from NAME.labels.jsonl.

  --format FORMAT         text (default), json, or github: annotations of GitHub Actions
  --json                  the same as --format json
  --max-warnings N        more than N warnings count as an error
  --no-pool               does not read the pool, which may then be missing
  --help                  this text

Example: marginalia check reviews.marginalia.json --max-warnings 0

Exit codes: 0 no problems, 1 errors or too many warnings, 2 wrong usage, or a project that cannot be read.`;

const options = {
  format: { type: 'string' },
  json: { type: 'boolean' },
  'max-warnings': { type: 'string' },
  'no-pool': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * @param args after `check` on the command line
 * @returns 'help' if requested
 * @throws UserError for an unknown or invalid option
 */
export function parseCheckArguments(args: readonly string[]): CheckArguments | 'help' {
  const { values, positionals } = readOptions(args, options, true);
  if (values.help) return 'help';
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new UserError(message('cli.notOneProject', { command: 'check' }));
  }
  const { format, json, 'max-warnings': warningLimit } = values;
  return {
    file,
    format: oneOf('--format', checkFormats, format) ?? (json ? 'json' : 'text'),
    ...(warningLimit === undefined ? {} : { maxWarnings: countOf('--max-warnings', warningLimit) }),
    pool: !values['no-pool'],
  };
}

function countOf(option: string, argument: string): number {
  if (/^\d+$/.test(argument)) return Number(argument);
  throw new UserError(message('check.badCount', { option, given: argument }));
}
