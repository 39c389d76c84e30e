import type { Project } from './project.ts';

/** A project's label, as named by quick fixes and other code. */
export interface LabelTarget {
  readonly project: Project;
  /** Undefined to let the user choose. */
  readonly label?: string | undefined;
}

/** The label in a command's argument: a target or a tree node. */
export function labelOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { label, view } = argument as { label?: unknown; view?: { target?: unknown } };
  const name = label ?? view?.target;
  return typeof name === 'string' ? name : undefined;
}
