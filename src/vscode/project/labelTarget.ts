import type { Project } from './project.ts';

/** A label of a project: as quick fixes and other code name it. */
export interface LabelTarget {
  readonly project: Project;
  /** Undefined where the user is to choose one. */
  readonly label?: string | undefined;
}

/** The label that a command was given: by a target, or by a node of the tree. */
export function labelOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { label, view } = argument as { label?: unknown; view?: { target?: unknown } };
  const name = label ?? view?.target;
  return typeof name === 'string' ? name : undefined;
}
