import { readOptions } from './readOptions.ts';
import { message } from '../core/messages/messages.ts';
import type { EmbeddingBlock } from '../core/embed/blocks.ts';
import { UserError } from '../core/errors.ts';
import { defaultSets, newestDefaults } from '../core/projectFile/defaultSets.ts';
import { projectDefaults } from '../core/projectFile/projectFile.ts';
import type { StrategySettings } from '../core/query/parseStrategy.ts';
import type { SimulationSettings } from '../core/simulate/simulatedRun.ts';
import { standardShares } from '../core/simulate/summary.ts';
import type { RecordFiles } from './recordFiles.ts';
import { readSimulatedProject, type SimulatedProject } from './simulatedProject.ts';
import { autoBlocks } from './simulationEmbedder.ts';

/** Where the records come from that are labelled at the beginning. */
const starts = ['random', 'typiclust', 'k-means', 'likeness'] as const;
export type Start = (typeof starts)[number];

/** What `simulate` was asked to do. */
export interface SimulateArguments extends SimulationSettings {
  readonly pool: RecordFiles;
  /** Files, or the share of the pool that is drawn as a test set for each seed. */
  readonly test: RecordFiles | { readonly share: number };
  /** With the share of random picks; `exploit`'s label is `target`. */
  readonly strategies: readonly Omit<StrategySettings, 'target'>[];
  /** The label that `exploit` looks for. */
  readonly target?: string;
  readonly start: Start;
  readonly seeds: readonly number[];
  /** Of the metric with all labels, the shares whose price is reported. */
  readonly reach: readonly number[];
  /** The hold-out whose answers are counted too: records at most, and their share of the pool. */
  readonly holdout: { readonly size: number; readonly share: number };
  /** With their weights. */
  readonly embedding: readonly EmbeddingBlock[];
  /** Of the lexical vectors. */
  readonly dimensions: number;
  /** A file that names and describes the labels, or the labels of a project. */
  readonly labels?: string | SimulatedProject['labels'];
  /** s of the label prior; left out: auto where labels are words and a block reads them, else off. */
  readonly prior?: 'auto' | 'off' | number;
  /** Where the curves go as JSON. */
  readonly json?: string;
}

export const simulateUsage = `Usage: node dist/cli.js simulate --pool FILE --text FIELD --label FIELD [options]

Replays query strategies on records whose labels are known, and measures the model on a test set.

  --project FILE          a project (NAME.marginalia.json) in place of --pool, --text and --label: its
                          pool, label field, labels, embedding, strategy, explore share, start,
                          batch, head and hold-out; every other option wins over it
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
  --start NAME            what chooses the initial records: random (default), typiclust: typical
                          of each region; k-means; likeness: every other one by likeness to a
                          label's words, the labels taking turns
  --explore SHARE         share of random picks mixed into a strategy (default 0)
  --batch N               records labelled between two trainings (default 100)
  --budget N              labels at which it ends (default 3000)
  --seeds N               runs of each strategy; the same seed has the same beginning (default 10)
  --reach P[,P]           reports the answers that reach P % of the quality that all labels of the
                          pool give (default 95,98): training labels, and all answers, those of
                          the hold-out among them, which a project asks for in between
  --embedding NAME[,NAME] lexical (default): TF-IDF and truncated SVD, fitted on the pool without
                          the test set; static: a table of word pieces, and bge-small-en-v1.5:
                          a sentence model, which come with Marginalia; a folder with a model.
                          A comma joins blocks, NAME*W weighs one. Beside a model lexical counts
                          0.5, from 100 labels on 0, 0.5 or 1 by cross-validation at 100, 200,
                          500 … labels. auto: lexical,bge-small-en-v1.5. Vectors of models are
                          kept for the next run
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
  project: { type: 'string' },
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
  start: { type: 'string' },
  explore: { type: 'string' },
  reach: { type: 'string' },
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
 * @throws UserError for an option that is unknown, missing or makes no sense, and for a project that cannot be
 *   simulated.
 */
export async function parseSimulateArguments(
  args: readonly string[],
): Promise<SimulateArguments | 'help'> {
  const { values } = readOptions(args, options, false);
  if (values.help) return 'help';
  const project =
    values.project === undefined ? undefined : await readSimulatedProject(values.project);
  const { pool, test } = recordsOf(values, project);
  const order = values['initial-order'] ?? 'random';
  if (order !== 'random' && order !== 'file') {
    throw new UserError(message('simulate.badOrder', { given: order }));
  }
  const start = startOf(values.start ?? (order === 'file' ? 'random' : project?.start) ?? 'random');
  if (order === 'file' && start !== 'random') {
    const both = { one: '--initial-order file', other: '--start' };
    throw new UserError(message('simulate.notBoth', both));
  }
  const count = (
    name: 'initial' | 'batch' | 'budget' | 'seeds' | 'dimensions',
    standard: number,
  ): number => (values[name] === undefined ? standard : wholeNumber(`--${name}`, values[name]));
  const initial = count('initial', project?.initial ?? 100);
  const budget = count('budget', Math.max(3000, initial));
  if (budget < initial) {
    throw new UserError(message('simulate.budgetBelowInitial', { budget, initial }));
  }
  const labels = values.labels ?? project?.labels;
  const prior = values.prior === undefined ? project?.prior : priorOf(values.prior);
  const embedding =
    values.embedding === undefined && project
      ? project.embedding
      : embeddingOf(values.embedding ?? 'lexical');
  return {
    pool,
    test,
    strategies: strategiesOf(values, project),
    ...(project?.target !== undefined && { target: project.target }),
    initial,
    initialOrder: order,
    start,
    batch: count('batch', project?.batch ?? 100),
    budget,
    embedding,
    dimensions: count('dimensions', project?.dimensions ?? projectDefaults.dimensions),
    seeds: Array.from({ length: count('seeds', 10) }, (_, i) => i + 1),
    reach: values.reach === undefined ? standardShares : percents('--reach', values.reach),
    holdout: project?.holdout ?? projectDefaults.holdout,
    c: project?.c ?? 'auto',
    leastC: defaultSets[newestDefaults].leastC,
    ...(project && { classWeight: project.classWeight }),
    ...(labels !== undefined && { labels }),
    ...(prior !== undefined && { prior }),
    ...(values.json !== undefined && { json: values.json }),
  };
}

type Values = ReturnType<typeof readOptions<typeof options, false>>['values'];

function recordsOf(
  values: Values,
  project: SimulatedProject | undefined,
): Pick<SimulateArguments, 'pool' | 'test'> {
  const required = (name: 'pool' | 'text' | 'label'): string => {
    const value = values[name];
    if (value === undefined || value === '') {
      throw new UserError(message('simulate.missing', { option: `--${name}` }));
    }
    return value;
  };
  const format = {
    ...(values['no-header'] && { header: false }),
    ...(values.columns !== undefined && { columns: list('--columns', values.columns) }),
    ...(values['no-quotes'] && { quotes: false }),
  };
  // What a project says of its fields' values holds for its own pool only.
  const ofProject = project !== undefined && values.pool === undefined;
  const files = ofProject
    ? project.pool.files.map((file) => ({ ...file, format: { ...file.format, ...format } }))
    : [{ path: required('pool'), format }];
  const fields = {
    textFields:
      values.text === undefined && project
        ? project.pool.textFields
        : list('--text', required('text')),
    labelField: values.label ?? project?.pool.labelField ?? required('label'),
    ...(ofProject && project.pool.labelNames && { labelNames: project.pool.labelNames }),
    ...(ofProject && project.pool.filter && { filter: project.pool.filter }),
  };
  if (values.test !== undefined && values['test-share'] !== undefined) {
    const both = { one: '--test', other: '--test-share' };
    throw new UserError(message('simulate.notBoth', both));
  }
  const test =
    values.test === undefined
      ? { share: shareOf('--test-share', values['test-share'] ?? '0.2') }
      : { ...fields, files: [{ path: values.test, format }] };
  return { pool: { ...fields, files }, test };
}

/** With a project, its strategy beside random picks. */
function strategiesOf(
  { strategy, explore }: Values,
  project: SimulatedProject | undefined,
): SimulateArguments['strategies'] {
  const share = explore === undefined ? undefined : shareOf('--explore', explore, 0);
  const mixed = share ?? project?.strategy.explore ?? 0;
  const ofProject = project ? [{ ...project.strategy, explore: mixed }] : [];
  if (strategy === undefined && project) return [...ofProject, { strategy: 'random' }];
  const names = [...new Set(list('--strategy', (strategy ?? ['margin,random']).join()))];
  return names.map((name) => ({ strategy: name, ...(mixed > 0 && { explore: mixed }) }));
}

function startOf(name: string): Start {
  if ((starts as readonly string[]).includes(name)) return name as Start;
  throw new UserError(message('simulate.badStart', { given: name, starts }));
}

function embeddingOf(value: string): readonly EmbeddingBlock[] {
  if (value === 'auto') return autoBlocks;
  const blocks = list('--embedding', value).map((part) => {
    const [, use = part, weight] = /^(.*)\*([^*]*)$/.exec(part) ?? [];
    if (weight === undefined) return { use };
    if (!(Number(weight) > 0)) {
      throw new UserError(message('simulate.badWeight', { given: weight }));
    }
    return { use, weight: Number(weight) };
  });
  const names = blocks.map(({ use }) => use);
  if (names.includes('auto')) throw new UserError(message('simulate.autoNotAlone', {}));
  if (new Set(names).size < names.length) {
    throw new UserError(message('simulate.blockTwice', {}));
  }
  return blocks;
}

function priorOf(value: string): 'auto' | 'off' | number {
  if (value === 'auto' || value === 'off') return value;
  const s = Number(value);
  if (value.trim() !== '' && s > 0 && Number.isFinite(s)) return s;
  throw new UserError(message('simulate.badPrior', { given: value }));
}

function list(option: string, value: string): string[] {
  const names = value.split(',').map((name) => name.trim());
  if (names.includes('')) {
    throw new UserError(message('simulate.badList', { option, given: value }));
  }
  return names;
}

function wholeNumber(option: string, value: string): number {
  const n = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(n) || n < 1) {
    throw new UserError(message('simulate.badCount', { option, given: value }));
  }
  return n;
}

/** @param least 0 where nothing is a share too */
function shareOf(option: string, value: string, least?: 0): number {
  const share = Number(value);
  if (value.trim() === '' || !(share > 0 || share === least) || !(share < 1)) {
    const orNone = least !== undefined;
    throw new UserError(message('simulate.badShare', { option, given: value, orNone }));
  }
  return share;
}

function percents(option: string, value: string): number[] {
  return list(option, value).map((part) => {
    const percent = Number(part);
    if (percent > 0 && percent <= 100) return percent / 100;
    throw new UserError(message('simulate.badPercent', { option, given: part }));
  });
}
