import type { Label } from '../labels.ts';
import type { PoolFormat } from '../pool/poolSpec.ts';
import { checkMeaning } from './checkMeaning.ts';
import { leftOpen } from './defaultSets.ts';
import { checkSchema } from './jsonSchema.ts';
import { readJson, valueOf } from './jsonTree.ts';
import type { LabelField } from './labelField.ts';
import {
  defaultQuery,
  projectDefaults,
  type ProjectFile,
  type ProjectPool,
  type ProjectProblem,
  type Target,
  type VersionedKey,
} from './projectFile.ts';
import { projectSchema } from './projectSchema.ts';

export interface ParsedProject {
  /** Absent if a problem is an error. */
  readonly project?: ProjectFile;
  /** In file order. */
  readonly problems: readonly ProjectProblem[];
}

/**
 * Parses a project file: JSON with comments and trailing commas. Syntax errors are reported alone;
 * other problems are only checked once the JSON is valid.
 */
export function parseProjectFile(text: string): ParsedProject {
  const { root, problems: mistakes } = readJson(text);
  if (!root || mistakes.length > 0) {
    return {
      problems: mistakes.map((m) => ({ ...m, path: [], severity: 'error', source: 'syntax' })),
    };
  }
  const meaning = checkMeaning(root);
  const explained = new Set(meaning.map((problem) => problem.offset));
  const schema = checkSchema(root, projectSchema).filter((p) => !explained.has(p.offset));
  const problems = [...schema, ...meaning].sort((a, b) => a.offset - b.offset);
  if (problems.some((problem) => problem.severity === 'error')) return { problems };
  const passedOver = new Set(problems.map((problem) => problem.offset));
  return { project: fillIn(valueOf(root, passedOver) as WrittenProject), problems };
}

/** Serialises a project, with only the settings that differ from the defaults. */
export function stringifyProjectFile(project: ProjectFile): string {
  const { pool, text, labels, filter, head, query, holdout, ...others } = project;
  const { stopping, leftOpen: open, ...rest } = others;
  // Settings in the file must not depend on a later set of defaults.
  const isSet = (key: VersionedKey): boolean => open?.includes(key) === false;
  const written = {
    version: project.version,
    pool: single(pool.map((entry) => (entry.format ? entry : entry.path))),
    text: single(text),
    id: project.id,
    labels: labels.map((label) => (Object.keys(label).length === 1 ? label.name : label)),
    ...withoutDefaults(rest, projectDefaults),
    ...(isSet('prior') && { prior: project.prior }),
    head: withoutDefaults(head, projectDefaults.head),
    query: {
      ...withoutDefaults(query, defaultQuery(project.task)),
      ...(isSet('start') && { start: query.start }),
    },
    holdout: {
      ...withoutDefaults(holdout, projectDefaults.holdout),
      ...(isSet('blind') && { blind: holdout.blind }),
    },
    stopping: withoutDefaults(stopping, projectDefaults.stopping),
    filter: Object.fromEntries(filter.map(({ field, oneOf }) => [field, single(oneOf)])),
  };
  const kept = Object.entries(written).filter(([, value]) => !isEmpty(value));
  return `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`;
}

/** A document that passed the schema. */
interface WrittenProject extends Partial<
  Omit<
    ProjectFile,
    'pool' | 'text' | 'labels' | 'filter' | 'head' | 'query' | 'holdout' | 'stopping'
  >
> {
  readonly $schema?: string;
  readonly pool: OneOrMore<string | { path: string; format?: Partial<PoolFormat> }>;
  readonly text: OneOrMore<string>;
  readonly labels: readonly (string | Label)[];
  readonly labelField?: LabelField;
  readonly target?: Target;
  readonly head?: Partial<ProjectFile['head']>;
  readonly query?: Partial<ProjectFile['query']>;
  readonly holdout?: Partial<ProjectFile['holdout']>;
  readonly stopping?: Partial<ProjectFile['stopping']>;
  readonly filter?: Readonly<Record<string, OneOrMore<string>>>;
}

type OneOrMore<T> = T | readonly T[];

function fillIn(written: WrittenProject): ProjectFile {
  const { $schema: _, pool, text, labels, filter, ...rest } = written;
  const { head, query, holdout, stopping, ...others } = rest;
  return {
    ...projectDefaults,
    ...others,
    pool: list(pool).map((entry): ProjectPool =>
      typeof entry === 'string' ? { path: entry } : entry,
    ),
    text: list(text),
    labels: labels.map(labelOf),
    head: { ...projectDefaults.head, ...head },
    query: { ...defaultQuery(written.task), ...query },
    holdout: { ...projectDefaults.holdout, ...holdout },
    stopping: { ...projectDefaults.stopping, ...stopping },
    filter: Object.entries(filter ?? {}).map(([field, values]) => ({ field, oneOf: list(values) })),
    leftOpen: leftOpen(written),
  };
}

function labelOf(written: string | Label): Label {
  if (typeof written === 'string') return { name: written };
  const { key, ...rest } = written;
  return key === undefined ? rest : { ...rest, key: key.toLowerCase() };
}

function list<T>(value: OneOrMore<T>): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

function single<T>(values: readonly T[]): OneOrMore<T> {
  return values.length === 1 ? values[0]! : values;
}

function withoutDefaults<T extends object>(values: T, defaults: object): Partial<T> {
  const usual = new Map<string, unknown>(Object.entries(defaults));
  const differ = Object.entries(values).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(usual.get(key)),
  );
  return Object.fromEntries(differ) as Partial<T>;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && Object.keys(value!).length === 0);
}
