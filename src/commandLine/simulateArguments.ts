import { parseArgs } from 'node:util';
import { defaultWeights, type EmbeddingBlock } from '../core/embed/blocks.ts';
import { HumanError } from '../core/errors.ts';
import { projectDefaults } from '../core/projectFile/projectFile.ts';
import type { SimulationSettings } from '../core/simulate/simulate.ts';
import { autoBlocks } from './simulationEmbedder.ts';

/** How a file of records is written, where that is not to be guessed. */
export interface FormatChoice {
  readonly header?: boolean;
  readonly columns?: readonly string[];
  readonly quotes?: boolean;
}

/** What `simulate` was asked to do. */
export interface SimulateArguments extends SimulationSettings {
  readonly pool: string;
  /** A file, or the share of the pool that is drawn as a test set for each seed. */
  readonly test: string | { readonly share: number };
  readonly format: FormatChoice;
  /** Joined by a blank line where there are several. */
  readonly textFields: readonly string[];
  readonly labelField: string;
  readonly strategies: readonly string[];
  readonly seeds: readonly number[];
  /** With their weights. */
  readonly embedding: readonly EmbeddingBlock[];
  /** Of the lexical vectors. */
  readonly dimensions: number;
  /** A file that names and describes the labels. */
  readonly labels?: string;
  /** s of the label prior; left out: auto where labels are words and a block reads them, else off. */
  readonly prior?: 'auto' | 'off' | number;
  /** Where the curves go as JSON. */
  readonly json?: string;
}

export const simulateUsage = `Usage: node dist/cli.js simulate --pool FILE --text FIELD --label FIELD [options]

Replays query strategies on records whose labels are known, and measures the model on a test set.

  --pool FILE             JSON Lines, CSV or TSV, also compressed (.gz)
  --text FIELD[,FIELD]    the text; several fields are joined
  --label FIELD           the true label
  --test FILE             test set in the same format; or
  --test-share SHARE      share of the pool drawn as test set for each seed (default 0.2)
  --no-header             the first row is a record
  --columns A,B,C         names of the columns of a file without a header
  --no-quotes             quotes are part of the text
  --strategy NAME[,NAME]  strategies to replay (default margin,random)
  --initial N             records labelled at the beginning (default 100)
  --initial-order ORDER   random (default), or file: the first records of the pool
  --batch N               records labelled between two trainings (default 100)
  --budget N              labels at which it ends (default 3000)
  --seeds N               runs of each strategy; the same seed has the same beginning (default 10)
  --embedding NAME[,NAME] lexical (default): TF-IDF and truncated SVD, fitted on the pool without
                          the test set; static: a table of word pieces, and bge-small-en-v1.5:
                          a sentence model, which come with Marginalia; a folder with a model. A comma joins blocks; NAME*W weighs
                          one (lexical: 0.5 beside a model). auto: lexical,bge-small-en-v1.5.
                          Vectors of models are kept for the next run
  --dimensions N          numbers in a vector (default 256)
  --labels FILE           names and descriptions of the labels: .jsonl with one {"value", "name",
                          "description"} a line; or plain text with one name a line, where a
                          label that is a whole number n means line n, from 0
  --prior auto|off|S      the labels' words as prior of the model, s times their similarity to the
                          text; auto: s by cross-validation at 20, 50, 100, 200, 500 … labels, 20
                          before. Standard: auto if labels are words and a block of --embedding is
                          a sentence model, else off
  --json OUT              also write all curves to a file
  --help                  this text`;

const options = {
  pool: { type: 'string' },
  text: { type: 'string' },
  label: { type: 'string' },
  test: { type: 'string' },
  'test-share': { type: 'string' },
  'no-header': { type: 'boolean' },
  columns: { type: 'string' },
  'no-quotes': { type: 'boolean' },
  strategy: { type: 'string', multiple: true },
  initial: { type: 'string' },
  'initial-order': { type: 'string' },
  batch: { type: 'string' },
  budget: { type: 'string' },
  seeds: { type: 'string' },
  embedding: { type: 'string' },
  dimensions: { type: 'string' },
  labels: { type: 'string' },
  prior: { type: 'string' },
  json: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * @param args what follows `simulate` on the command line
 * @returns 'help' if that was asked for
 * @throws HumanError for an option that is unknown, missing or makes no sense.
 */
export function parseSimulateArguments(args: readonly string[]): SimulateArguments | 'help' {
  const values = parsed(args);
  if (values.help) return 'help';
  const required = (name: 'pool' | 'text' | 'label'): string => {
    const value = values[name];
    if (value === undefined || value === '')
      throw new HumanError(`--${name} is missing. See --help.`);
    return value;
  };
  const pool = required('pool');
  const textFields = list('--text', required('text'));
  const labelField = required('label');
  const order = values['initial-order'] ?? 'random';
  if (order !== 'random' && order !== 'file') {
    throw new HumanError(`--initial-order is random or file, not "${order}".`);
  }
  if (values.test !== undefined && values['test-share'] !== undefined) {
    throw new HumanError('Give either --test or --test-share, not both.');
  }
  const count = (
    name: 'initial' | 'batch' | 'budget' | 'seeds' | 'dimensions',
    standard: number,
  ): number => (values[name] === undefined ? standard : wholeNumber(`--${name}`, values[name]));
  const initial = count('initial', 100);
  const budget = count('budget', 3000);
  if (budget < initial) {
    throw new HumanError(`--budget (${budget}) must be at least --initial (${initial}).`);
  }
  return {
    pool,
    test: values.test ?? { share: shareOf(values['test-share'] ?? '0.2') },
    format: {
      ...(values['no-header'] && { header: false }),
      ...(values.columns !== undefined && { columns: list('--columns', values.columns) }),
      ...(values['no-quotes'] && { quotes: false }),
    },
    textFields,
    labelField,
    strategies: [...new Set(list('--strategy', (values.strategy ?? ['margin,random']).join()))],
    initial,
    initialOrder: order,
    batch: count('batch', 100),
    budget,
    embedding: embeddingOf(values.embedding ?? 'lexical'),
    dimensions: count('dimensions', projectDefaults.dimensions),
    seeds: Array.from({ length: count('seeds', 10) }, (_, i) => i + 1),
    c: 'auto',
    ...(values.labels !== undefined && { labels: values.labels }),
    ...(values.prior !== undefined && { prior: priorOf(values.prior) }),
    ...(values.json !== undefined && { json: values.json }),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values;
  } catch (error) {
    // node:util's messages name the option; its advice about "--" after the first sentence does not apply.
    const message = error instanceof Error ? error.message : String(error);
    throw new HumanError(`${message.split(/\.\s/)[0]!.replace(/\.$/, '')}. See --help.`);
  }
}

function embeddingOf(value: string): readonly EmbeddingBlock[] {
  if (value === 'auto') return weighed(autoBlocks);
  const blocks = list('--embedding', value).map((part) => {
    const [, use = part, weight] = /^(.*)\*([^*]*)$/.exec(part) ?? [];
    if (weight === undefined) return { use };
    if (!(Number(weight) > 0)) {
      throw new HumanError(`--embedding: a weight is a number above 0, not "${weight}".`);
    }
    return { use, weight: Number(weight) };
  });
  const names = blocks.map(({ use }) => use);
  if (names.includes('auto')) throw new HumanError('--embedding: auto stands alone.');
  if (new Set(names).size < names.length) {
    throw new HumanError('--embedding names a block twice.');
  }
  return weighed(blocks);
}

function priorOf(value: string): 'auto' | 'off' | number {
  if (value === 'auto' || value === 'off') return value;
  const s = Number(value);
  if (value.trim() !== '' && s > 0 && Number.isFinite(s)) return s;
  throw new HumanError(`--prior is auto, off or a number above 0, not "${value}".`);
}

function weighed(blocks: readonly EmbeddingBlock[]): readonly EmbeddingBlock[] {
  const weights = defaultWeights(blocks);
  return blocks.map(({ use }, i) => ({ use, weight: weights[i]! }));
}

function list(option: string, value: string): string[] {
  const names = value.split(',').map((name) => name.trim());
  if (names.includes('')) {
    throw new HumanError(`${option} is a list of names with commas between, not "${value}".`);
  }
  return names;
}

function wholeNumber(option: string, value: string): number {
  const n = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(n) || n < 1) {
    throw new HumanError(`${option} is a whole number from 1 on, not "${value}".`);
  }
  return n;
}

function shareOf(value: string): number {
  const share = Number(value);
  if (value.trim() === '' || !(share > 0 && share < 1)) {
    throw new HumanError(`--test-share lies between 0 and 1, not "${value}".`);
  }
  return share;
}
