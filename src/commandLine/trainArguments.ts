import { UserError } from '../core/errors.ts';
import type { FitOverrides } from '../core/loop/training/trainer.ts';
import { message } from '../core/messages/messages.ts';
import { readOptions } from './readOptions.ts';

/** Arguments of `train`. */
export interface TrainArguments {
  /** Path of a project file. */
  readonly project: string;
  readonly json: boolean;
  readonly migrate: boolean;
  /** Folder of downloaded models. */
  readonly models: string;
  readonly overrides?: FitOverrides;
}

/** Run by a test. */
const trainExample = 'marginalia train reviews.marginalia.json';

export const trainUsage = `Usage: marginalia train PROJECT [options]

Trains the model of a project on its answers, as "Retrain Now" does in VS Code, and adds a round.
PROJECT is a NAME.marginalia.json. It may be open in windows, which then show the round. Without new
answers since the last round, no round is added.

  --c C                   uses this C for this round; a round is added in any case
  --seed SEED             uses this seed for this round; a round is added in any case
  --migrate               first brings a database of an earlier version up to date, after making a copy
  --models FOLDER         where models were downloaded to (default models)
  --json                  as JSON, for programs
  --help                  this text

Example: ${trainExample}

Exit codes: 0 done, 2 wrong usage, or a project that cannot be opened, 3 too few answers, 130 stopped
by Ctrl+C.`;

const options = {
  c: { type: 'string' },
  seed: { type: 'string' },
  migrate: { type: 'boolean' },
  models: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * @param args after `train` on the command line
 * @returns 'help' if requested
 * @throws UserError for an unknown or invalid option
 */
export function parseTrainArguments(args: readonly string[]): TrainArguments | 'help' {
  const { values, positionals } = readOptions(args, options, true);
  if (values.help) return 'help';
  const [project, ...more] = positionals;
  if (project === undefined || more.length > 0) {
    throw new UserError(message('cli.notOneProject', { command: 'train' }));
  }
  const c = values.c === undefined ? undefined : positive('--c', values.c);
  const seed = values.seed === undefined ? undefined : wholeNumber('--seed', values.seed);
  const overrides = { ...(c !== undefined && { c }), ...(seed !== undefined && { seed }) };
  return {
    project,
    json: values.json ?? false,
    migrate: values.migrate ?? false,
    models: values.models ?? 'models',
    ...(Object.keys(overrides).length > 0 && { overrides }),
  };
}

function positive(option: string, argument: string): number {
  const value = Number(argument);
  if (!(value > 0 && Number.isFinite(value)) || argument.trim() === '') {
    throw new UserError(message('train.badC', { option, given: argument }));
  }
  return value;
}

function wholeNumber(option: string, argument: string): number {
  const value = Number(argument);
  if (!Number.isSafeInteger(value) || value < 0 || argument.trim() === '') {
    throw new UserError(message('train.badSeed', { option, given: argument }));
  }
  return value;
}
