import { UserError } from '../core/errors.ts';
import {
  formatNames,
  recordUnits,
  tagSchemes,
  type FormatName,
  type RecordUnit,
  type TagScheme,
} from '../core/interchange/formats/format.ts';
import { readableFormats } from '../core/interchange/formats/registry.ts';
import { splits, type Split } from '../core/interchange/formats/holdoutSplit.ts';
import type { ReadingRules } from '../core/interchange/formats/survey.ts';
import { message } from '../core/messages/messages.ts';
import { tasks } from '../core/task/judgement.ts';
import { offsetUnits, type OffsetUnit } from '../core/task/offsets.ts';
import { formUsage, readingOptions, readReading, type Reading } from './readingOptions.ts';
import { oneOf, readOptions } from './readOptions.ts';

/** Arguments of `convert`. */
export interface ConvertArguments extends Reading {
  /** `-` means standard input or output. */
  readonly input: string;
  readonly output: string;
  readonly to: FormatName;
  readonly rules: ReadingRules;
  readonly split: Split;
  readonly by: RecordUnit;
  readonly scheme: TagScheme;
  /** Unit of offsets in the output. */
  readonly unit: OffsetUnit;
  readonly force: boolean;
  readonly strict: boolean;
  readonly json: boolean;
}

const onlyWritten = formatNames.filter((name) => !readableFormats.includes(name));

/** Run by a test. */
export const convertExample = 'marginalia convert train.conll train.jsonl';

export const convertUsage = `Usage: marginalia convert IN OUT [options]

Turns labelled texts from one format into another. IN or OUT may be -, standard input or output.

  --from FORMAT           the format of IN; detected from its content if left out
  --to FORMAT             the format of OUT; from its name if left out (.jsonl marginalia, .csv csv,
                          .conll conll, .parquet parquet), marginalia for -
  --task TASK             single, multi (several labels per record) or spans; detected if left out
  --map OLD=NEW           gives a label another name; may be repeated
  --empty MEANING         what a list without labels means: unlabelled (default) or none
  --reject-as LABEL       the label of rejected records, where a record has one label
  --offsets UNIT          the unit of offsets in IN, if it does not name it: codepoint, utf16 or byte
  --to-offsets UNIT       the unit of offsets in Marginalia JSONL (default codepoint)
  --question NAME         the question whose answers are read, where IN has several
  --text-field NAME       the field with the text, if it is not text or could be several
  --label-field NAME      the field with the label, if it is not label (plain JSON and tables only)
  --separator TEXT        the text between several labels in a field, for example "," (plain JSON and
                          tables only); none: each field is one label, whatever it contains
  --by UNIT               what a record is in CoNLL: sentence (default) or document
  --scheme SCHEME         the tagging scheme of CoNLL: bio (default), iob1, bilou or io
  --split PART            writes only rows of the hold-out (holdout) or outside it (train), by their
                          field holdout; all of them by default (all)
${formUsage('IN')}
  --force                 overwrites an existing file
  --strict                exit code 1 if OUT cannot hold everything in IN
  --json                  the counts as JSON
  --help                  this text

Formats: ${readableFormats.join(', ')}.
Formats that are only written: ${onlyWritten.join(', ')}.

Example: ${convertExample}

A summary of the rows is written to standard error; with --json to standard output, unless OUT is -.
Exit codes: 0 done, 1 done with --strict and a loss, 2 wrong usage or input, 130 stopped by Ctrl+C.`;

const options = {
  ...readingOptions,
  to: { type: 'string' },
  task: { type: 'string' },
  'to-offsets': { type: 'string' },
  by: { type: 'string' },
  scheme: { type: 'string' },
  split: { type: 'string' },
  force: { type: 'boolean' },
  strict: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * @param args after `convert` on the command line
 * @returns 'help' if requested
 * @throws UserError for an unknown or invalid option
 */
export function parseConvertArguments(args: readonly string[]): ConvertArguments | 'help' {
  const { values, positionals } = readOptions(args, options, true);
  if (values.help) return 'help';
  const [input, output, ...more] = positionals;
  if (input === undefined || output === undefined || more.length > 0) {
    throw new UserError(message('interchange.nameFiles', {}));
  }
  const task = oneOf('--task', tasks, values.task);
  const { rules, ...reading } = readReading(values);
  return {
    input,
    output,
    ...reading,
    to: oneOf('--to', formatNames, values.to) ?? formatByName(output),
    rules: { ...rules, ...(task && { task }) },
    split: oneOf('--split', splits, values.split) ?? 'all',
    by: oneOf('--by', recordUnits, values.by) ?? 'sentence',
    scheme: oneOf('--scheme', tagSchemes, values.scheme) ?? 'bio',
    unit: oneOf('--to-offsets', offsetUnits, values['to-offsets']) ?? 'codepoint',
    force: values.force ?? false,
    strict: values.strict ?? false,
    json: values.json ?? false,
  };
}

const endings: Readonly<Record<string, FormatName>> = {
  jsonl: 'marginalia',
  csv: 'csv',
  conll: 'conll',
  parquet: 'parquet',
};

function formatByName(output: string): FormatName {
  if (output === '-') return 'marginalia';
  const ending = /\.([a-z0-9]+)$/i.exec(output)?.[1]?.toLowerCase() ?? '';
  const format = Object.hasOwn(endings, ending) ? endings[ending] : undefined;
  if (format !== undefined) return format;
  throw new UserError(message('interchange.nameFormat', { file: output, formats: formatNames }));
}
