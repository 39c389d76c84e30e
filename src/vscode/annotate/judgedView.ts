import { labelNames } from '../../core/labels.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import type { LabelJudgements } from '../../core/task/labelJudgements.ts';
import type { AskedView, JudgedView } from '../../protocol/annotate.ts';

/** The project's judged labels in project order, then applying labels that it no longer has. */
export function judgedView(labels: LabelJudgements, project: ProjectFile | undefined): JudgedView {
  const { yes, no } = judgedNames(labels, project);
  const names = project ? labelNames(project.labels) : [];
  const unknown = names.filter((name) => !labels.has(name)).length;
  return { yes, no: no.length, unknown };
}

/** The names of applying and non-applying labels, in the project's order. */
export function judgedNames(
  labels: LabelJudgements,
  project: ProjectFile | undefined,
): NonNullable<AskedView['judged']> {
  const names = project ? labelNames(project.labels) : [];
  const ordered = [...new Set([...names, ...labels.keys()])];
  return {
    yes: ordered.filter((name) => labels.get(name) === true),
    no: ordered.filter((name) => labels.get(name) === false),
  };
}
