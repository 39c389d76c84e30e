import { labelNames, type Label } from '../core/labels.ts';
import { labelForm, namesByForm } from '../core/labelForm.ts';
import type { PoolFormat, PoolSpec } from '../core/pool/poolSpec.ts';
import type { LabelsInField } from '../core/projectFile/labelField.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import { poolFilesOf } from './poolFiles.ts';
import { readingOf, type ReadingStore } from './poolReadings.ts';

/**
 * Resolves which files and fields make up a project's pool.
 * @param readingStore stores formats that the project file leaves open
 * @throws UserError if a file is missing or cannot be read
 */
export async function poolSpecOf(
  project: ProjectFile,
  folder: string,
  readingStore?: ReadingStore,
): Promise<PoolSpec> {
  const files: { path: string; format: PoolFormat }[] = [];
  for (const pool of await poolFilesOf(project, folder)) {
    files.push({ path: pool.path, format: await readingOf(pool, project, folder, readingStore) });
  }
  return {
    files,
    textFields: project.text,
    contextFields: project.context,
    ...(project.id === undefined ? {} : { idField: project.id }),
    ...labelsOf(project),
    ...(project.filter ? { filter: project.filter } : {}),
  };
}

function labelsOf({
  labels,
  labelField,
  task,
}: ProjectFile): Pick<PoolSpec, 'labelField' | 'labelNames' | 'multiLabel'> {
  if (!labelField || labelField.use === 'ignore') return {};
  const names = labelNames(labels);
  const { empty } = labelField;
  const spec = { labels: names, ...(empty && { empty }) };
  if (!('field' in labelField)) {
    // Other columns are not read; the project file says so.
    const known = Object.entries(labelField.columns).filter(([label]) => names.includes(label));
    return { multiLabel: { ...spec, columns: Object.fromEntries(known) } };
  }
  const { field, separator } = labelField;
  return {
    labelField: field,
    labelNames: labelNamesOf(labels, labelField),
    ...(task === 'multi' && { multiLabel: { ...spec, ...(separator && { separator }) } }),
  };
}

/** Maps values of the label field to the project's labels where their spelling differs. */
function labelNamesOf(
  labels: readonly Label[],
  { map = {} }: LabelsInField,
): ReadonlyMap<string, string> {
  const names = namesByForm(labelNames(labels));
  for (const [value, name] of Object.entries(map)) names.set(labelForm(value), name);
  return names;
}
