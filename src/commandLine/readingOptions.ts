import { UserError } from '../core/errors.ts';
import { formatNames, type FormatName } from '../core/interchange/formats/format.ts';
import type { ReadingRules } from '../core/interchange/formats/survey.ts';
import type { FormatOverrides } from '../core/interchange/formatOverrides.ts';
import { labelForm } from '../core/labelForm.ts';
import { message } from '../core/messages/messages.ts';
import { encodingNamed } from '../core/pool/reading/encoding.ts';
import { delimiters, quoteMarks, type Delimiter } from '../core/pool/poolSpec.ts';
import { offsetUnits } from '../core/task/offsets.ts';
import { oneOf, readMaxUnpacked } from './readOptions.ts';

/** Options for the format of a file of texts. */
export const formOptions = {
  encoding: { type: 'string' },
  delimiter: { type: 'string' },
  header: { type: 'boolean' },
  'no-header': { type: 'boolean' },
  'no-quotes': { type: 'boolean' },
  quote: { type: 'string' },
  missing: { type: 'string' },
  sheet: { type: 'string' },
  path: { type: 'string' },
  'max-unpacked': { type: 'string' },
} as const;

/** The lines about `formOptions` in the usage of a command, with its name for the file. */
export const formUsage = (file: string): string =>
  `  --encoding ENCODING     the encoding of ${file}, for example windows-1252; detected if left out
  --delimiter DELIMITER   the delimiter of ${file}, if it is a table: , ; | ^ ~ or tab
  --header, --no-header   the first row names the columns, or is a record
  --no-quotes             quotes are part of the texts
  --quote CHARACTER       the character that encloses fields: " or '
  --missing WORD          what marks a missing value where it has no quotes, for example NA
  --sheet NAME            the sheet, if ${file} is an Excel file; the first with a table if left out
  --path PATH             the path to the records in ${file}, if it is JSON, for example data.items
  --max-unpacked SIZE     the largest size that ${file} may unpack to if it is compressed, for example
                          8GB; by default 200 times its size, but at most 4 GB`;

/**
 * @param values of `formOptions`, as given
 * @throws UserError for an invalid one
 */
export function readForm(values: {
  readonly [Name in keyof typeof formOptions]?: FormValue<Name>;
}): FormatOverrides {
  const { encoding, delimiter, missing, sheet, path: within } = values;
  const { header, 'no-header': noHeader, 'no-quotes': noQuotes, quote } = values;
  if (header && noHeader) {
    throw new UserError(message('cli.oneOfTwo', { options: ['--header', '--no-header'] }));
  }
  return {
    ...(encoding !== undefined && { encoding: encodingNamed(encoding) }),
    ...(delimiter !== undefined && { delimiter: delimiterOf(delimiter) }),
    ...((header || noHeader) && { header: header === true }),
    ...(noQuotes && { quotes: false }),
    ...(quote !== undefined && { quote: oneOf('--quote', quoteMarks, quote)! }),
    ...(missing !== undefined && { missing }),
    ...(sheet !== undefined && { sheet }),
    ...(within !== undefined && { within }),
    ...readMaxUnpacked(values['max-unpacked']),
  };
}

type FormValue<Name extends keyof typeof formOptions> =
  ((typeof formOptions)[Name] extends { readonly type: 'boolean' } ? boolean : string) | undefined;

function delimiterOf(argument: string): Delimiter {
  const character = /^(tab|\\t)$/i.test(argument) ? '\t' : argument;
  const delimiter = delimiters.find((known) => known === character);
  if (delimiter !== undefined) return delimiter;
  throw new UserError(message('inspect.badDelimiter', { given: argument }));
}

/** Options for reading a file of labelled texts. */
export const readingOptions = {
  from: { type: 'string' },
  map: { type: 'string', multiple: true },
  empty: { type: 'string' },
  'reject-as': { type: 'string' },
  offsets: { type: 'string' },
  question: { type: 'string' },
  'text-field': { type: 'string' },
  'label-field': { type: 'string' },
  separator: { type: 'string' },
  ...formOptions,
} as const;

/** Settings for reading a file of labelled texts. */
export interface Reading {
  /** Detected from the content if omitted. */
  readonly from?: FormatName;
  readonly form: FormatOverrides;
  /** The task is not among these options. */
  readonly rules: Omit<ReadingRules, 'task'>;
}

/**
 * @param values of `readingOptions`, as given
 * @throws UserError for an invalid one
 */
export function readReading(values: {
  readonly [Name in keyof typeof readingOptions]?: Name extends keyof typeof formOptions
    ? FormValue<Name>
    : (Name extends 'map' ? readonly string[] : string) | undefined;
}): Reading {
  const { question, 'reject-as': rejectAs } = values;
  const { 'text-field': textField, 'label-field': labelField, separator } = values;
  if (separator === '') throw new UserError(message('interchange.noSeparator', {}));
  const from = oneOf('--from', [...formatNames, 'auto'] as const, values.from);
  const unit = oneOf('--offsets', offsetUnits, values.offsets);
  return {
    ...(from && from !== 'auto' && { from }),
    form: readForm(values),
    rules: {
      names: new Map((values.map ?? []).map(pairOf)),
      empty: oneOf('--empty', ['unlabelled', 'none'] as const, values.empty) ?? 'unlabelled',
      ...(rejectAs !== undefined && { rejectAs: labelForm(rejectAs) }),
      ...(unit && { unit }),
      ...(question !== undefined && { question }),
      ...(textField !== undefined && { textField }),
      ...(labelField !== undefined && { labelField }),
      ...(separator !== undefined && { separator }),
    },
  };
}

/** Old and new name of a label, given as OLD=NEW. */
function pairOf(argument: string): [string, string] {
  const at = argument.indexOf('=');
  const [from, to] = [labelForm(argument.slice(0, at)), labelForm(argument.slice(at + 1))];
  if (at < 0 || from === '' || to === '') {
    throw new UserError(message('interchange.badMap', { given: argument }));
  }
  return [from, to];
}
