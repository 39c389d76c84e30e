import { readFile } from 'node:fs/promises';
import { replaceOwnFile } from '../adapters/files/replaceFile.ts';
import { editLabels } from '../core/projectFile/editLabels.ts';
import { parseProjectFile } from '../core/projectFile/parseProjectFile.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import type { SchemaEvent, Stamp } from '../core/store/events.ts';
import { labelsOf } from '../core/store/labelsOf.ts';
import type { Store } from '../core/store/store.ts';

/** A project file before and after labels were added to it. */
export type LabelsAdded = NonNullable<SchemaEvent['projectFile']>;

/** Adds labels to the project file's current content. */
export async function addLabels(
  path: string,
  project: ProjectFile,
  names: readonly string[],
): Promise<LabelsAdded> {
  const before = await readFile(path, 'utf8');
  // The file may have been edited while the answers were written.
  const current = parseProjectFile(before).project ?? project;
  const present = new Set(current.labels.map(({ name }) => name));
  const added = names.filter((name) => !present.has(name)).map((name) => ({ name }));
  const after = editLabels(before, current, { ...current, labels: [...current.labels, ...added] });
  await replaceOwnFile(path, after);
  return { before, after };
}

/** The events of added labels, which end the step of their import. */
export function labelEvents(
  names: readonly string[],
  projectFile: LabelsAdded,
  stamp: Stamp,
): SchemaEvent[] {
  return names.map((name, i) => ({
    ...stamp,
    id: `${stamp.id}/label ${i}`,
    kind: 'schema',
    change: { type: 'add', label: { name } },
    // The whole edit is undone at once.
    ...(i === 0 && { projectFile }),
  }));
}

/**
 * After a step was undone, removes the labels that it added from the project file, except those that answers
 * use or that were described since.
 * @param schema the step's changes of the label set
 * @returns the labels that stay
 */
export async function removeUnused(
  path: string,
  store: Store,
  schema: readonly SchemaEvent[],
): Promise<string[]> {
  const added = schema.flatMap(({ change }) => (change.type === 'add' ? change.label.name : []));
  if (added.length === 0) return [];
  const current = await readFile(path, 'utf8');
  const { project } = parseProjectFile(current);
  if (!project) return added;
  const used = new Set(store.answers().flatMap(labelsOf));
  const present = project.labels.filter(({ name }) => added.includes(name));
  const kept = present
    .filter((label) => used.has(label.name) || Object.keys(label).length > 1)
    .map(({ name }) => name);
  const edit = schema.find(({ projectFile }) => projectFile)?.projectFile;
  const labels = project.labels.filter(({ name }) => !added.includes(name) || kept.includes(name));
  const isAsLeft = edit?.after === current && kept.length === 0;
  const text = isAsLeft ? edit.before : editLabels(current, project, { ...project, labels });
  if (text !== current) await replaceOwnFile(path, text);
  return kept;
}
