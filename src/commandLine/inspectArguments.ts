import { readMaxUnpacked, readOptions } from './readOptions.ts';
import { message } from '../core/messages/messages.ts';
import { UserError } from '../core/errors.ts';
import { encodingNamed } from '../core/pool/reading/encoding.ts';
import { delimiters, type Delimiter, type PoolFormat } from '../core/pool/poolSpec.ts';

/** Arguments of `inspect`. */
export interface InspectArguments {
  readonly file: string;
  readonly json: boolean;
  /** Bytes that a gzip file may unpack to. */
  readonly maxUnpacked?: number;
  /** Known parts of the file's form; the rest is detected. */
  readonly given: Partial<PoolFormat>;
}

export const inspectUsage = `Usage: marginalia inspect FILE [options]

Says how a file is read, what its fields hold, and what became of every row.

  --json                  as JSON, for programs
  --encoding ENCODING     for example utf-8, utf-16le, windows-1252, shift_jis
  --delimiter DELIMITER   one of , ; | ^ ~ or tab
  --no-header             the first row is a record
  --no-quotes             quotes are part of the text
  --path PATH             where the list of records stands in a JSON file, for example data.items
  --sheet NAME            the sheet of an Excel file; the first if left out
  --max-unpacked SIZE     what FILE may unpack to if it is gzip, for example 8GB; by default 200 times
                          its size, and 4 GB at most
  --help                  this text

Example: marginalia inspect reviews.csv

Exit codes: 0 done, 1 nothing to label, 2 wrong usage or a file that cannot be read.`;

const options = {
  json: { type: 'boolean' },
  encoding: { type: 'string' },
  delimiter: { type: 'string' },
  'no-header': { type: 'boolean' },
  'no-quotes': { type: 'boolean' },
  path: { type: 'string' },
  sheet: { type: 'string' },
  'max-unpacked': { type: 'string' },
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
  return {
    file,
    json: values.json ?? false,
    ...readMaxUnpacked(values['max-unpacked']),
    given: {
      ...(values.encoding === undefined ? {} : { encoding: encodingNamed(values.encoding) }),
      ...(values.delimiter === undefined ? {} : { delimiter: delimiterOf(values.delimiter) }),
      ...(values.path === undefined ? {} : { kind: 'json', path: values.path }),
      ...(values.sheet === undefined ? {} : { sheet: values.sheet }),
      ...(values['no-header'] ? { header: false } : {}),
      ...(values['no-quotes'] ? { quotes: false } : {}),
    },
  };
}

function delimiterOf(given: string): Delimiter {
  const meant = /^(tab|\\t)$/i.test(given) ? '\t' : given;
  const delimiter = delimiters.find((one) => one === meant);
  if (delimiter !== undefined) return delimiter;
  throw new UserError(message('inspect.badDelimiter', { given }));
}
