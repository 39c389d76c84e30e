import { UserError } from '../core/errors.ts';
import { formatNames } from '../core/interchange/formats/format.ts';
import { splits, type Split } from '../core/interchange/formats/holdoutSplit.ts';
import { message } from '../core/messages/messages.ts';
import {
  exportFormats,
  type ExportFormat,
  type ExportRows,
} from '../core/interchange/exportOptions.ts';
import { oneOf, readOptions } from './readOptions.ts';

/** Arguments of `export`. */
export interface ExportArguments {
  /** Path of a project file. */
  readonly project: string;
  readonly to: ExportFormat;
  /** `-` is standard output. */
  readonly out: string;
  readonly rows: ExportRows;
  readonly split: Split;
  /** Only records with one of these labels; empty: all. */
  readonly labels: readonly string[];
  readonly skipped: boolean;
  readonly force: boolean;
  readonly strict: boolean;
}

const formats = [...formatNames, 'spreadsheet'] as const;

export const exportUsage = `Usage: marginalia export PROJECT [options]

Writes the labels of a project with their texts. PROJECT is a NAME.marginalia.json; it is only read,
and may be open in a window. If there is no database, as in a clone of a repository, the labels are
taken from NAME.labels.jsonl.

  --to FORMAT             marginalia (default), csv, spreadsheet (CSV that Excel reads), or another
                          tool's; see below
  --out FILE              the file to write; standard output if left out
  --rows ROWS             pool: every row of the pool that has a label (default); answers: one row
                          for each text
  --split PART            only rows of the hold-out (holdout) or outside it (train); all by default,
                          with the hold-out marked if the format can mark it
  --labels LABEL          only records with this label; may be repeated
  --skipped               also writes skipped, flagged and noted records to marginalia, csv and
                          spreadsheet; other formats hold them if they can
  --force                 overwrites an existing file
  --strict                exit code 1 if the format cannot hold everything
  --help                  this text

Formats: ${formats.join(', ')}.

Example: marginalia export reviews.marginalia.json --to prodigy --out reviews.prodigy.jsonl

Anything that a format cannot hold is reported on standard error.
Exit codes: 0 done, 1 done with --strict and a loss, 2 wrong usage or input, 3 nothing is labelled yet,
130 stopped by Ctrl+C.`;

const options = {
  to: { type: 'string' },
  out: { type: 'string' },
  rows: { type: 'string' },
  split: { type: 'string' },
  labels: { type: 'string', multiple: true },
  skipped: { type: 'boolean' },
  force: { type: 'boolean' },
  strict: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * @param args after `export` on the command line
 * @returns 'help' if requested
 * @throws UserError for an unknown or invalid option
 */
export function parseExportArguments(args: readonly string[]): ExportArguments | 'help' {
  const { values, positionals } = readOptions(args, options, true);
  if (values.help) return 'help';
  const [project, ...more] = positionals;
  if (project === undefined || more.length > 0) {
    throw new UserError(message('cli.notOneProject', { command: 'export' }));
  }
  const to = oneOf('--to', formats, values.to) ?? 'marginalia';
  return {
    project,
    to: exportFormats.find((format) => format === to) ?? 'jsonl',
    out: values.out ?? '-',
    rows: oneOf('--rows', ['pool', 'answers'] as const, values.rows) ?? 'pool',
    split: oneOf('--split', splits, values.split) ?? 'all',
    labels: values.labels ?? [],
    skipped: values.skipped ?? false,
    force: values.force ?? false,
    strict: values.strict ?? false,
  };
}
