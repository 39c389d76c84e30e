import { formOptions, formUsage, readForm } from './readingOptions.ts';
import { readOptions } from './readOptions.ts';
import { message } from '../core/messages/messages.ts';
import { UserError } from '../core/errors.ts';
import { overriddenFormat } from '../core/interchange/formatOverrides.ts';
import type { PoolFormat } from '../core/pool/poolSpec.ts';

/** Arguments of `inspect`. */
export interface InspectArguments {
  readonly file: string;
  readonly json: boolean;
  /** Bytes that a gzip file may unpack to. */
  readonly maxUnpacked?: number;
  /** Known parts of the file's form; the rest is detected. */
  readonly overrides: Partial<PoolFormat>;
}

export const inspectUsage = `Usage: marginalia inspect FILE [options]

Shows how a file is read, what its fields hold, and what happened to every row.

  --json                  as JSON, for programs
${formUsage('FILE')}
  --help                  this text

Example: marginalia inspect reviews.csv

Exit codes: 0 done, 1 nothing to label, 2 wrong usage or a file that cannot be read.`;

const options = {
  json: { type: 'boolean' },
  ...formOptions,
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * @param args after `inspect` on the command line
 * @returns 'help' if requested
 * @throws UserError for an unknown or invalid option
 */
export function parseInspectArguments(args: readonly string[]): InspectArguments | 'help' {
  const { values, positionals } = readOptions(args, options, true);
  if (values.help) return 'help';
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new UserError(message('inspect.notOneFile', {}));
  }
  const form = readForm(values);
  const { maxUnpacked } = form;
  return {
    file,
    json: values.json ?? false,
    ...(maxUnpacked !== undefined && { maxUnpacked }),
    overrides: overriddenFormat(form),
  };
}
