import { readOptions } from './readOptions.ts';
import { message } from '../core/messages/messages.ts';
import type { EmbeddingBlock } from '../core/embed/blocks.ts';
import { UserError } from '../core/errors.ts';
import { defaultSets, newestDefaults } from '../core/projectFile/defaultSets.ts';
import { projectDefaults, startNames } from '../core/projectFile/projectFile.ts';
import type { StrategySettings } from '../core/query/parseStrategy.ts';
import type { SimulationSettings } from '../core/simulate/simulatedRun.ts';
import type { TestDraw } from '../core/simulate/split.ts';
import { standardShares } from '../core/simulate/summary.ts';
import type { MultiLabelSpec } from '../core/pool/poolSpec.ts';
import type { LabelTask } from '../core/acquisition/acquisition.ts';
import { decideNames, type Decide } from '../core/heads/expectedCount.ts';
import type { RecordFiles } from './recordFiles.ts';
import { readSimulatedProject, type SimulatedProject } from './simulatedProject.ts';
import { isVectorsFile } from './ownVectorTables.ts';
import { allowedHosts, serverBlock } from './simulatedServers.ts';
import { autoBlocks } from './simulationEmbedder.ts';

/** How the initially labelled records are chosen. */
const starts = [...startNames, 'likeness'] as const;
export type Start = (typeof starts)[number];

/** Arguments of `simulate`. */
export interface SimulateArguments extends SimulationSettings {
  /** Number of labels per record; for several, how to read the field and the probabilities. */
  readonly labelled:
    | { readonly task: 'single' }
    | { readonly task: 'multi'; readonly separator?: string; readonly decide: Decide };
  readonly pool: RecordFiles;
  /** Files, or how much of the pool to draw as a test set for each seed. */
  readonly test: RecordFiles | TestDraw;
  /** Number of records drawn from the test files for each seed. */
  readonly testSize?: number;
  /** Including the share of random picks; the label of `exploit` is `target`. */
  readonly strategies: readonly Omit<StrategySettings, 'target'>[];
  /** The label that `exploit` searches for. */
  readonly target?: string;
  readonly start: Start;
  readonly seeds: readonly number[];
  /** Shares of the full-data metric whose price is reported. */
  readonly reach: readonly number[];
  /** The hold-out whose answers are counted too: maximum records, and their share of the pool. */
  readonly holdout: { readonly size: number; readonly share: number };
  /** With their weights. */
  readonly embedding: readonly EmbeddingBlock[];
  /** Hosts that texts may be sent to, besides this machine. */
  readonly allowedHosts: readonly string[];
  /** Of the lexical vectors. */
  readonly dimensions: number;
  /** A file with names and descriptions of the labels, or a project's labels. */
  readonly labels?: string | SimulatedProject['labels'];
  /**
   * s of the label prior; default auto if the labels are words and a block can embed them,
   * otherwise off.
   */
  readonly prior?: 'auto' | 'off' | number;
  /** Output path of the curves as JSON. */
  readonly json?: string;
}

const options = {
  project: { type: 'string' },
  task: { type: 'string' },
  separator: { type: 'string' },
  decide: { type: 'string' },
  pool: { type: 'string', multiple: true },
  text: { type: 'string' },
  label: { type: 'string' },
  test: { type: 'string', multiple: true },
  'test-share': { type: 'string' },
  'test-size': { type: 'string' },
  'no-merge': { type: 'boolean' },
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
  'allow-host': { type: 'string', multiple: true },
  dimensions: { type: 'string' },
  labels: { type: 'string' },
  prior: { type: 'string' },
  json: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * @param args after `simulate` on the command line
 * @returns 'help' if requested
 * @throws UserError for an unknown, missing or invalid option, and for a project that cannot be
 * simulated
 */
export async function parseSimulateArguments(
  args: readonly string[],
): Promise<SimulateArguments | 'help'> {
  const { values } = readOptions(args, options, false);
  if (values.help) return 'help';
  const project =
    values.project === undefined ? undefined : await readSimulatedProject(values.project);
  const labelled = labelledOf(values, project);
  const records = recordsOf(values, project, labelled);
  const order = values['initial-order'] ?? 'random';
  if (order !== 'random' && order !== 'file') {
    throw new UserError(message('simulate.badOrder', { given: order }));
  }
  const start = startOf(values.start ?? (order === 'file' ? 'random' : project?.start) ?? 'random');
  if (order === 'file' && start !== 'random') {
    const options = { one: '--initial-order file', other: '--start' };
    throw new UserError(message('simulate.notBoth', options));
  }
  const count = (
    name: 'initial' | 'batch' | 'budget' | 'seeds' | 'dimensions',
    defaultValue: number,
  ): number => (values[name] === undefined ? defaultValue : wholeNumber(`--${name}`, values[name]));
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
    labelled,
    ...records,
    strategies: strategiesOf(values, project, labelled.task),
    ...(project?.target !== undefined && { target: project.target }),
    initial,
    initialOrder: order,
    start,
    batch: count('batch', project?.batch ?? 100),
    budget,
    embedding,
    allowedHosts: allowedHosts(values['allow-host'] ?? []),
    dimensions: count('dimensions', project?.dimensions ?? projectDefaults.dimensions),
    seeds: Array.from({ length: count('seeds', 10) }, (_, i) => i + 1),
    reach: values.reach === undefined ? standardShares : percents('--reach', values.reach),
    holdout: project?.holdout ?? projectDefaults.holdout,
    c: project?.c ?? 'auto',
    minC: defaultSets[newestDefaults].minC,
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
  labelled: SimulateArguments['labelled'],
): Pick<SimulateArguments, 'pool' | 'test' | 'testSize'> {
  const required = (name: 'text' | 'label'): string => requireValue(`--${name}`, values[name]);
  const format = {
    ...(values['no-header'] && { header: false }),
    ...(values.columns !== undefined && { columns: list('--columns', values.columns) }),
    ...(values['no-quotes'] && { quotes: false }),
  };
  // A project's settings about field values apply only to its own pool.
  const fromProject = project !== undefined && values.pool === undefined;
  const files = fromProject
    ? project.pool.files.map((file) => ({ ...file, format: { ...file.format, ...format } }))
    : requireValue('--pool', values.pool).map((path) => ({ path, format }));
  const fields = {
    textFields:
      values.text === undefined && project
        ? project.pool.textFields
        : list('--text', required('text')),
    labelField: values.label ?? project?.pool.labelField ?? required('label'),
    ...(fromProject && project.pool.labelNames && { labelNames: project.pool.labelNames }),
    ...(fromProject && project.pool.filter && { filter: project.pool.filter }),
    ...(labelled.task === 'multi' && { multiLabel: multiLabelSpec(values, project, labelled) }),
    ...(values['no-merge'] && { apart: true }),
  };
  const { test, 'test-share': share, 'test-size': size } = values;
  const rejectBoth = (one: string, other: string): never => {
    throw new UserError(message('simulate.notBoth', { one, other }));
  };
  if (share !== undefined && test !== undefined) rejectBoth('--test', '--test-share');
  if (share !== undefined && size !== undefined) rejectBoth('--test-share', '--test-size');
  const testSize = size === undefined ? undefined : wholeNumber('--test-size', size);
  const pool = { ...fields, files };
  if (test !== undefined) {
    const testFiles = { ...fields, files: test.map((path) => ({ path, format })) };
    return { pool, test: testFiles, ...(testSize !== undefined && { testSize }) };
  }
  if (testSize !== undefined) return { pool, test: { size: testSize } };
  return { pool, test: { share: shareOf('--test-share', share ?? '0.2') } };
}

/** @throws UserError if a required option is missing or empty */
function requireValue<Value extends string | string[]>(
  option: string,
  value: Value | undefined,
): Value {
  const isPresent = Array.isArray(value) ? !value.includes('') : value !== '';
  if (value !== undefined && isPresent) return value;
  throw new UserError(message('simulate.missing', { option }));
}

/** A project's way to read its label field also applies to other files with that field. */
function multiLabelSpec(
  values: Values,
  project: SimulatedProject | undefined,
  { separator }: { readonly separator?: string },
): MultiLabelSpec {
  const fromProject = values.label === undefined ? project?.pool.multiLabel : undefined;
  return { ...fromProject, ...(separator !== undefined && { separator }) };
}

function labelledOf(
  values: Values,
  project: SimulatedProject | undefined,
): SimulateArguments['labelled'] {
  const { task = project?.task ?? 'single', decide = project?.decide ?? 'global' } = values;
  if (project && task !== project.task) {
    throw new UserError(message('simulate.otherTask', { task: project.task }));
  }
  if (task === 'single') {
    for (const option of ['separator', 'decide'] as const) {
      if (values[option] === undefined) continue;
      throw new UserError(message('simulate.severalOnly', { option: `--${option}` }));
    }
    return { task };
  }
  if (task !== 'multi') throw notOneOf('--task', task, ['single', 'multi']);
  const rule = decideNames.find((name) => name === decide);
  if (!rule) throw notOneOf('--decide', decide, decideNames);
  const fromProject = project && values.label === undefined && values.separator === undefined;
  const separator = fromProject
    ? project.pool.multiLabel?.separator
    : values.separator === undefined
      ? undefined
      : requireValue('--separator', values.separator);
  return { task, decide: rule, ...(separator !== undefined && { separator }) };
}

const notOneOf = (option: string, given: string, known: readonly string[]): UserError =>
  new UserError(message('simulate.notOneOf', { option, given, known }));

const standardStrategies: Readonly<Record<LabelTask, string>> = {
  single: 'margin,random',
  multi: 'mmc,random',
};

/** With a project: its strategy and random. */
function strategiesOf(
  { strategy, explore }: Values,
  project: SimulatedProject | undefined,
  task: LabelTask,
): SimulateArguments['strategies'] {
  const share = explore === undefined ? undefined : shareOf('--explore', explore, 0);
  const exploreShare = share ?? project?.strategy.explore ?? 0;
  const fromProject = project ? [{ ...project.strategy, explore: exploreShare }] : [];
  if (strategy === undefined && project) return [...fromProject, { strategy: 'random' }];
  const names = [...new Set(list('--strategy', (strategy ?? [standardStrategies[task]]).join()))];
  return names.map((name) => ({
    strategy: name,
    ...(exploreShare > 0 && { explore: exploreShare }),
  }));
}

function startOf(name: string): Start {
  if ((starts as readonly string[]).includes(name)) return name as Start;
  throw new UserError(message('simulate.badStart', { given: name, starts }));
}

function embeddingOf(value: string): readonly EmbeddingBlock[] {
  if (value === 'auto') return autoBlocks;
  const blocks = list('--embedding', value).map((part) => {
    const [, use = part, weight] = /^(.*)\*([^*]*)$/.exec(part) ?? [];
    const source = isVectorsFile(use) && { source: { vectors: use, by: 'row' as const } };
    const block = serverBlock(use) ?? { use, ...source };
    if (weight === undefined) return block;
    if (!(Number(weight) > 0)) {
      throw new UserError(message('simulate.badWeight', { given: weight }));
    }
    return { ...block, weight: Number(weight) };
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

/** @param minimum 0 if a share of 0 is allowed */
function shareOf(option: string, value: string, minimum?: 0): number {
  const share = Number(value);
  if (value.trim() === '' || !(share > 0 || share === minimum) || !(share < 1)) {
    const orNone = minimum !== undefined;
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
