import {
  projectDefaults,
  type ProjectFile,
  type StartName,
  type VersionedKey,
} from './projectFile.ts';

/**
 * Numbered sets of defaults. A database stores the set that its project was created with, so that
 * better defaults do not change existing projects. The project file takes precedence.
 */
export type DefaultSet = 1 | 2;

/** The defaults of new projects. */
export const newestDefaults: DefaultSet = 2;

/** Key in the database's settings; an existing database without it has set 1. */
export const defaultsSetting = 'defaults';

/** Settings with a default that depends on the set. */
export interface VersionedDefaults extends Record<VersionedKey, unknown> {
  readonly blind: ProjectFile['holdout']['blind'];
  readonly prior: ProjectFile['prior'];
  readonly start: StartName;
  /** Lower bound of C while there are few labels; not a setting of the file. */
  readonly minC: number;
}

export const defaultSets: Readonly<Record<DefaultSet, VersionedDefaults>> = {
  1: { blind: 'all', prior: 'off', start: 'random', minC: 1 },
  2: {
    blind: projectDefaults.holdout.blind,
    prior: projectDefaults.prior,
    start: projectDefaults.query.start,
    minC: 30,
  },
};

/** The versioned settings missing from a project file. */
export function leftOpen(written: {
  readonly holdout?: Partial<ProjectFile['holdout']>;
  readonly prior?: ProjectFile['prior'];
  readonly query?: Partial<ProjectFile['query']>;
}): VersionedKey[] {
  const { prior } = written;
  const given = { blind: written.holdout?.blind, prior, start: written.query?.start };
  return (['blind', 'prior', 'start'] as const).filter((key) => given[key] === undefined);
}

/** A project with its missing settings filled in from a set of defaults. */
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
