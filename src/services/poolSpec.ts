import { resolve } from 'node:path';
import { quotedRows } from '../adapters/csv/quotedRows.ts';
import { readSamples } from '../adapters/files/samples.ts';
import { labelForm, namesByForm } from '../core/labelSet/labelForm.ts';
import { objectGetter } from '../core/pool/fields.ts';
import type { PoolFormat, PoolSpec } from '../core/pool/poolSpec.ts';
import { findReading } from '../core/pool/reading/findReading.ts';
import { sampleRows } from '../core/pool/sampleRows.ts';
import type { ProjectFile, ProjectPool } from '../core/projectFile/projectFile.ts';

/** What of its files makes up a project's pool; formats that the project leaves open are guessed. */
export async function poolSpecOf(project: ProjectFile, folder: string): Promise<PoolSpec> {
  const files = await Promise.all(
    project.pool.map(async ({ path, format }) => ({
      path,
      format: isComplete(format)
        ? format
        : await readingOf({ path, ...(format ? { format } : {}) }, project, folder),
    })),
  );
  return {
    files,
    textFields: project.text,
    contextFields: project.context,
    ...(project.id === undefined ? {} : { idField: project.id }),
    ...(project.labelField && project.labelField.use !== 'ignore'
      ? { labelField: project.labelField.field, labelNames: labelNamesOf(project) }
      : {}),
    ...(project.filter ? { filter: project.filter } : {}),
  };
}

/** Values of the label field that the project spells otherwise. */
function labelNamesOf({ labels, labelField }: ProjectFile): ReadonlyMap<string, string> {
  const names = namesByForm(labels.map(({ name }) => name));
  for (const [value, name] of Object.entries(labelField?.map ?? {}))
    names.set(labelForm(value), name);
  return names;
}

/** Whether a format leaves nothing to find. */
function isComplete(format: Partial<PoolFormat> | undefined): format is PoolFormat {
  if (format?.kind === undefined || format.encoding === undefined) return false;
  const { kind, delimiter, header, columns, quotes } = format;
  if (kind !== 'delimited') return true;
  return delimiter !== undefined && quotes !== undefined && (header ?? columns) !== undefined;
}

/** Rows that are looked at for the fields of the project. */
const rowsLookedAt = 50;

/** The likeliest reading under which the project's fields exist. */
async function readingOf(
  { path, format }: ProjectPool,
  { text, id, labelField }: ProjectFile,
  folder: string,
): Promise<PoolFormat> {
  const samples = await readSamples({ location: resolve(folder, path), path, headOnly: true });
  const reading = findReading(path, samples, format);
  const wanted = [...text, id, labelField?.field].filter((name) => name !== undefined);
  const candidates = [reading.format, ...reading.alternatives.map((other) => other.format)];
  const fitting = candidates.find((candidate) => {
    const rows = sampleRows(samples, candidate, quotedRows, rowsLookedAt);
    return wanted.every((name) => rows.some((row) => objectGetter(name)(row) !== undefined));
  });
  return fitting ?? reading.format;
}
