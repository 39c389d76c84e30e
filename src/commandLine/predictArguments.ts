import { extname } from 'node:path';
import { UserError } from '../core/errors.ts';
import { formatNames, type FormatName } from '../core/interchange/formats/format.ts';
import type { FormatOverrides } from '../core/interchange/formatOverrides.ts';
import { message } from '../core/messages/messages.ts';
import { predictionFormats, type PredictionFormat } from '../core/predict/predictionRows.ts';
import { formOptions, formUsage, readForm } from './readingOptions.ts';
import { oneOf, readOptions, readRound } from './readOptions.ts';

/** Arguments of `predict`. */
export interface PredictArguments {
  /** Path of a project file, or of a model folder. */
  readonly path: string;
  /** Defaults to the pool; `-` is standard input. */
  readonly input?: string;
  /** Detected from the content if omitted. */
  readonly from?: FormatName;
  readonly textField?: string;
  readonly form: FormatOverrides;
  /** `-` is standard output. */
  readonly out: string;
  readonly to: PredictionFormat;
  readonly onlyUnlabelled: boolean;
  readonly texts: boolean;
  readonly exact: boolean;
  readonly threshold?: number;
  readonly round?: number;
  /** Folder of downloaded models. */
  readonly models: string;
  readonly force: boolean;
  readonly json: boolean;
}

/** Run by a test. */
const predictExample = 'marginalia predict reviews.marginalia.json --out predictions.jsonl';

export const predictUsage = `Usage: marginalia predict PROJECT|MODEL [options]

Writes the label that the model of a project predicts for every row of its pool, or of another file,
with the probabilities that VS Code shows. PROJECT is a NAME.marginalia.json; it is only read, and may
be open in a window. MODEL is a folder written by the command model; it needs --input.

  --input FILE            a file with texts: any file that convert reads or that could be a pool,
                          also JSON strings in a list or on lines; for several files, a pattern in
                          quotes, such as 'data/train-*.parquet', or the folder of a data set of
                          the Hub with one split; - is standard input
  --out FILE              the file to write; standard output if left out
  --to FORMAT             ${predictionFormats.join(', ')}; from the name of the file if left out, jsonl otherwise
  --only unlabelled       only records that nobody labelled
  --threshold P           gives a label only if its probability is at least P; if a record can have
                          several labels, P replaces the thresholds of the model
  --round N               the model of this round; the newest if left out
  --texts                 also writes the texts
  --exact                 computes every vector again, from one text at a time, as the scripts of a
                          model folder do; this makes a difference only for sentence models whose
                          vectors depend on the texts computed together with them
  --from FORMAT           the format of the input; detected from its content if left out
  --text-field NAME       the field of the input with the text, if there are several candidates
${formUsage('the input')}
  --models FOLDER         where models were downloaded to (default models)
  --force                 overwrites an existing file
  --json                  the counts as JSON
  --help                  this text

Example: ${predictExample}

Each row has its id, label and p, the probability of the label, or labels if a record can have several;
then the probability of every label that the model has learnt, is_labelled and holdout.
Standard error shows how the input is read, and the counts; with --json the counts go to standard
output, unless the rows go there.
Exit codes: 0 done, 2 wrong usage or input, 3 nothing is trained yet, or not on the current vectors,
130 stopped by Ctrl+C.`;

const options = {
  input: { type: 'string' },
  out: { type: 'string' },
  to: { type: 'string' },
  only: { type: 'string' },
  threshold: { type: 'string' },
  round: { type: 'string' },
  texts: { type: 'boolean' },
  exact: { type: 'boolean' },
  from: { type: 'string' },
  'text-field': { type: 'string' },
  ...formOptions,
  models: { type: 'string' },
  force: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * @param args after `predict` on the command line
 * @returns 'help' if requested
 * @throws UserError for an unknown or invalid option
 */
export function parsePredictArguments(args: readonly string[]): PredictArguments | 'help' {
  const { values, positionals } = readOptions(args, options, true);
  if (values.help) return 'help';
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) {
    throw new UserError(message('predict.notOneModel', {}));
  }
  const { input, out = '-', 'text-field': textField } = values;
  const from = oneOf('--from', formatNames, values.from);
  const threshold = values.threshold === undefined ? undefined : probability(values.threshold);
  return {
    path,
    ...(input !== undefined && { input }),
    ...(from && { from }),
    ...(textField !== undefined && { textField }),
    form: readForm(values),
    out,
    to: oneOf('--to', predictionFormats, values.to) ?? formatByName(out),
    onlyUnlabelled: oneOf('--only', ['unlabelled'] as const, values.only) !== undefined,
    texts: values.texts ?? false,
    exact: values.exact ?? false,
    ...(threshold !== undefined && { threshold }),
    ...readRound(values.round),
    models: values.models ?? 'models',
    force: values.force ?? false,
    json: values.json ?? false,
  };
}

function formatByName(out: string): PredictionFormat {
  const ending = extname(out).slice(1).toLowerCase();
  const format = predictionFormats.find((candidate) => candidate === ending);
  if (format !== undefined) return format;
  if (out === '-' || ['', 'json', 'ndjson'].includes(ending)) return 'jsonl';
  throw new UserError(message('predict.badEnding', { file: out, formats: predictionFormats }));
}

function probability(argument: string): number {
  const p = Number(argument);
  if (argument.trim() === '' || !(p >= 0 && p <= 1)) {
    throw new UserError(message('predict.badThreshold', { given: argument }));
  }
  return p;
}
