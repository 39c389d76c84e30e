import { initialStrength } from '../../heads/chooseHead.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { RecordId } from '../../record.ts';
import type { Engine } from '../../engine/engineApi.ts';
import { priorAsked } from '../labels/labelWording.ts';
import type { Prediction, DescribedLabels } from '../../engine/modelApi.ts';

/** Whether the pool's label column serves as suggestions, until the head has some of its own. */
export function suggestsFromColumn({ labelField }: ProjectFile): boolean {
  return labelField?.use === 'suggestions';
}

/**
 * What may be suggested for records: what the head says of them; before there is a head, what the
 * pool's label column says, if the project wants that, else what the labels' own words say. Suggestions are
 * never annotations.
 * @param describes the vectors know what the labels' words mean
 */
export async function suggestionsFor(
  ids: RecordId[],
  engine: Engine,
  project: ProjectFile,
  fitted: boolean,
  describes: boolean,
): Promise<readonly Prediction[]> {
  const fromColumn = suggestsFromColumn(project);
  const described = describes && !fitted ? describedLabels(project) : undefined;
  if (!fitted && !fromColumn && !described) return [];
  const predictions = await engine.predict({ ids, fromColumn, ...(described && { described }) });
  // Only now: labels may have been renamed meanwhile.
  const known = new Set(project.labels.map(({ name }) => name));
  return predictions.filter(({ probabilities }) =>
    probabilities.every(({ label }) => known.has(label)),
  );
}

function describedLabels(project: ProjectFile): DescribedLabels | undefined {
  const prior = priorAsked(project);
  if (!prior) return undefined;
  const strength = prior.strength === 'auto' ? initialStrength : prior.strength;
  return { labels: project.labels.map(({ name }) => name), texts: prior.texts, strength };
}
