import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import type { ModelExport } from '../core/modelFolder/exportRequest.ts';
import { oneOf, readOptions, readRound } from './readOptions.ts';

/** Arguments of `model`. */
export interface ModelArguments extends ModelExport {
  /** Path of a project file. */
  readonly project: string;
  readonly json: boolean;
  /** Folder of downloaded models. */
  readonly models: string;
}

/** Run by a test. */
const modelExample = 'marginalia model reviews.marginalia.json --out classifier';

export const modelUsage = `Usage: marginalia model PROJECT --out DIR [options]

Exports the trained model of a project: a folder with its parameters, scripts in Python and JavaScript
that label texts with it, examples with their expected probabilities, and a README about the model. It
needs neither the project nor Marginalia, and contains no text of the data. PROJECT is a
NAME.marginalia.json; it is only read.

  --out DIR               the folder to write, new or empty
  --round N               the model of this round (default the last one)
  --to FORMAT             folder (the default), or onnx: one graph from a text's characters and tokens to
                          its probabilities, with scripts that prepare texts for it
  --half                  half the size: stores the projection of lexical vectors in 16 bits. The README
                          describes the effect
  --force                 replace the model in DIR; other files there stay
  --models FOLDER         where models were downloaded to (default models)
  --json                  as JSON, for programs
  --help                  this text

Example: ${modelExample}

Exit codes: 0 done, 2 wrong usage, or a project or folder that cannot be used, 3 no round yet, a round
with other vectors or labels, or a dropout network, 130 stopped by Ctrl+C.`;

const options = {
  out: { type: 'string' },
  round: { type: 'string' },
  to: { type: 'string' },
  half: { type: 'boolean' },
  force: { type: 'boolean' },
  models: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * @param args after `model` on the command line
 * @returns 'help' if requested
 * @throws UserError for an unknown or invalid option
 */
export function parseModelArguments(args: readonly string[]): ModelArguments | 'help' {
  const { values, positionals } = readOptions(args, options, true);
  if (values.help) return 'help';
  const [project, ...more] = positionals;
  if (project === undefined || more.length > 0) {
    throw new UserError(message('cli.notOneProject', { command: 'model' }));
  }
  if (values.out === undefined) throw new UserError(message('modelFolder.noOut', {}));
  const format = oneOf('--to', ['folder', 'onnx'], values.to);
  return {
    project,
    to: values.out,
    ...(format && { format }),
    ...readRound(values.round),
    half: values.half ?? false,
    force: values.force ?? false,
    models: values.models ?? 'models',
    json: values.json ?? false,
  };
}
