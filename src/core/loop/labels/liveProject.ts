import type { LabelSettings } from '../../projectFile/editLabels.ts';
import { underDefaults, type DefaultSet } from '../../projectFile/defaultSets.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';

/** The settings that an open project works with: all parts of the loop read this one object. */
export interface LiveProject {
  /** Its labels are others after `take`, its defaults after `goBy`; the rest stays while it is open. */
  readonly settings: ProjectFile;
  apply(after: LabelSettings): void;
  /** What its file leaves open is as this set of defaults has it. */
  goBy(set: DefaultSet): void;
}

export function liveProject(project: ProjectFile, set: DefaultSet): LiveProject {
  const settings = { ...underDefaults(project, set) };
  return {
    settings,
    goBy(other) {
      const { holdout, prior, query } = underDefaults(settings, other);
      Object.assign(settings, { holdout, prior, query });
    },
    apply({ labels, query: { target }, labelField }) {
      const { target: _, ...query } = settings.query;
      settings.labels = labels;
      if (labelField) settings.labelField = labelField;
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
