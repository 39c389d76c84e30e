import type { LabelSettings } from '../../projectFile/editLabels.ts';
import { underDefaults, type DefaultSet } from '../../projectFile/defaultSets.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';

/**
 * The current settings of an open project. `apply` changes its labels, `useDefaults` its defaults; everything
 * else stays fixed while the project is open.
 */
export class LiveProject {
  #project: ProjectFile;

  /** @param set defaults for settings that the project file omits */
  constructor(project: ProjectFile, set: DefaultSet) {
    this.#project = underDefaults(project, set);
  }

  /**
   * The current settings, as an immutable object: hold on to the `LiveProject` and read this each time, but
   * read it only once if an `await` separates two uses of the same label set.
   */
  get project(): ProjectFile {
    return this.#project;
  }

  apply({ labels, query: { target }, labelField }: LabelSettings): void {
    const { target: _, ...query } = this.#project.query;
    this.#project = {
      ...this.#project,
      labels,
      query: target === undefined ? query : { ...query, target },
      ...(labelField && { labelField }),
    };
  }

  useDefaults(set: DefaultSet): void {
    const { holdout, prior, query } = underDefaults(this.#project, set);
    this.#project = { ...this.#project, holdout, prior, query };
  }
}

/** Whether two projects differ only in their labels, which can change while a project is open. */
export function differOnlyInLabels(a: ProjectFile, b: ProjectFile): boolean {
  const rest = ({ labels: _, query: { target: __, ...query }, ...project }: ProjectFile): string =>
    JSON.stringify({ ...project, query });
  return rest(a) === rest(b);
}
