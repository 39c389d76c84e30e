import { projectDefaults, type ProjectFile, type VersionedKey } from './projectFile.ts';

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
}

export const defaultSets: Readonly<Record<DefaultSet, VersionedDefaults>> = {
  1: { blind: 'all' },
  2: { blind: projectDefaults.holdout.blind },
};

/** Those of the versioned settings that a project file does not give. */
export function leftOpen(written: {
  readonly holdout?: Partial<ProjectFile['holdout']>;
}): VersionedKey[] {
  return written.holdout?.blind === undefined ? ['blind'] : [];
}

/** A project under a set of defaults, which fills in what its file leaves open. */
export function underDefaults(project: ProjectFile, set: DefaultSet): ProjectFile {
  const { blind } = defaultSets[set];
  if (!project.leftOpen?.includes('blind')) return project;
  return { ...project, holdout: { ...project.holdout, blind } };
}
