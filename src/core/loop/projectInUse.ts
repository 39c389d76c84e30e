import type { LabelSettings } from '../projectFile/editLabels.ts';
import type { ProjectFile } from '../projectFile/projectFile.ts';

/** The settings that an open project works with: all parts of the loop read this one object. */
export interface ProjectInUse {
  /** Its labels are others after `take`; everything else stays for as long as it is open. */
  readonly settings: ProjectFile;
  take(after: LabelSettings): void;
}

export function projectInUse(project: ProjectFile): ProjectInUse {
  const settings = { ...project };
  return {
    settings,
    take({ labels, query: { target } }) {
      const { target: _, ...query } = settings.query;
      settings.labels = labels;
      settings.query = target === undefined ? query : { ...query, target };
    },
  };
}

/** Whether two projects differ in what can be taken over while one is open: in their labels only. */
export function differOnlyInLabels(a: ProjectFile, b: ProjectFile): boolean {
  const rest = ({ labels: _, query: { target: __, ...query }, ...project }: ProjectFile): string =>
    JSON.stringify({ ...project, query });
  return rest(a) === rest(b);
}
