import type { LabelSettings } from '../../projectFile/editLabels.ts';
import { underDefaults, type DefaultSet } from '../../projectFile/defaultSets.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';

/**
 * The settings that an open project works with. Its labels change under `apply`, its defaults under `useDefaults`;
 * the rest stays while the project is open.
 */
export class LiveProject {
  #project: ProjectFile;

  /** @param set the defaults for what the project file leaves open */
  constructor(project: ProjectFile, set: DefaultSet) {
    this.#project = underDefaults(project, set);
  }

  /**
   * The settings as they are now, in an object that is never changed: keep the `LiveProject` and ask it each time,
   * and take the settings once where an `await` comes between two uses of one label set.
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

/** Whether two projects differ in what can be taken over while one is open: in their labels only. */
export function differOnlyInLabels(a: ProjectFile, b: ProjectFile): boolean {
  const rest = ({ labels: _, query: { target: __, ...query }, ...project }: ProjectFile): string =>
    JSON.stringify({ ...project, query });
  return rest(a) === rest(b);
}
