import {
  projectDefaults,
  type ProjectFile,
  type StartName,
  type VersionedKey,
} from './projectFile.ts';

/**
 * Sets of defaults, by number. A database remembers the set that its project began with, so that a
 * project goes on as it is when better defaults come. What the project file says always wins.
 */
export type DefaultSet = 1 | 2;

/** What new projects begin with. */
export const newestDefaults: DefaultSet = 2;

/** Kept in the database's settings; absent in a database that exists: 1. */
export const defaultsSetting = 'defaults';

/** The settings whose default differs from set to set. */
export interface VersionedDefaults extends Record<VersionedKey, unknown> {
  readonly blind: ProjectFile['holdout']['blind'];
  readonly prior: ProjectFile['prior'];
  readonly start: StartName;
  /** The smallest C that is chosen while there are few labels; no setting of the file. */
  readonly leastC: number;
}

export const defaultSets: Readonly<Record<DefaultSet, VersionedDefaults>> = {
  1: { blind: 'all', prior: 'off', start: 'random', leastC: 1 },
  2: {
    blind: projectDefaults.holdout.blind,
    prior: projectDefaults.prior,
    start: projectDefaults.query.start,
    leastC: 30,
  },
};

/** Those of the versioned settings that a project file does not give. */
export function leftOpen(written: {
  readonly holdout?: Partial<ProjectFile['holdout']>;
  readonly prior?: ProjectFile['prior'];
  readonly query?: Partial<ProjectFile['query']>;
}): VersionedKey[] {
  const { prior } = written;
  const given = { blind: written.holdout?.blind, prior, start: written.query?.start };
  return (['blind', 'prior', 'start'] as const).filter((key) => given[key] === undefined);
}

/** A project under a set of defaults, which fills in what its file leaves open. */
export function underDefaults(project: ProjectFile, set: DefaultSet): ProjectFile {
  const { blind, prior, start } = defaultSets[set];
  const { leftOpen: open = [], holdout, query } = project;
  return {
    ...project,
    ...(open.includes('blind') && { holdout: { ...holdout, blind } }),
    ...(open.includes('prior') && { prior }),
    ...(open.includes('start') && { query: { ...query, start } }),
  };
}
