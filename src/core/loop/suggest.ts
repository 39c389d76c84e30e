import type { ProjectFile } from '../projectFile/projectFile.ts';
import type { RecordId } from '../record.ts';
import type { Engine, Prediction } from './enginePort.ts';

/** Whether the pool's label column serves as suggestions, until the head has some of its own. */
export function suggestsFromColumn({ labelField }: ProjectFile): boolean {
  return labelField?.use === 'suggestions';
}

/**
 * What may be suggested for records: what the head says of them; before there is a head, what the
 * pool's label column says, if the project wants that. Suggestions are never annotations.
 */
export async function suggest(
  ids: RecordId[],
  engine: Engine,
  project: ProjectFile,
  fitted: boolean,
): Promise<readonly Prediction[]> {
  const fromColumn = suggestsFromColumn(project);
  if (!fitted && !fromColumn) return [];
  const predictions = await engine.predict({ ids, fromColumn });
  // Only now: labels may have been renamed meanwhile.
  const known = new Set(project.labels.map(({ name }) => name));
  return predictions.filter(({ probabilities }) =>
    probabilities.every(({ label }) => known.has(label)),
  );
}
