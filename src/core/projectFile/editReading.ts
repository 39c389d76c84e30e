import { UserError } from '../errors.ts';
import { message } from '../messages/messages.ts';
import type { PoolFormat } from '../pool/poolSpec.ts';
import { editProjectFile } from './editProjectFile.ts';
import { nodeAt, readJson } from './jsonTree.ts';
import type { LabelField } from './labelField.ts';
import type { ProjectFile } from './projectFile.ts';

/** The parts of a project that depend on how its files are read. */
export type ReadFields = Pick<ProjectFile, 'text' | 'id' | 'context' | 'labelField' | 'filter'>;

/**
 * Writes a pool file's format and the resulting field names to a project file, preserving
 * everything else.
 * @param format undefined: left to detection
 * @throws UserError for a file that only a pattern matches; RangeError if the text is not JSON
 */
export function editReading(
  text: string,
  project: ProjectFile,
  path: string,
  format: Partial<PoolFormat> | undefined,
  fields: ReadFields,
): string {
  const isList = nodeAt(readJson(text).root!, ['pool'])?.type === 'array';
  const index = project.pool.findIndex((entry) => entry.path === path);
  if (index < 0) throw new UserError(message('projectFile.fileOfPattern', { path }));
  const at = isList ? ['pool', index] : ['pool'];
  const edits: [readonly (string | number)[], unknown, unknown][] = [
    [at, project.pool[index]!.format, format],
    [['text'], project.text, fields.text],
    [['id'], project.id, fields.id],
    [['context'], project.context, fields.context],
    labelFieldEdit(project.labelField, fields.labelField),
    [['filter'], project.filter, fields.filter],
  ];
  return edits.reduce((edited, [place, before, after]) => {
    if (JSON.stringify(before) === JSON.stringify(after)) return edited;
    return editProjectFile(edited, place, written(place, path, after));
  }, text);
}

/** Preserves the other settings of the label field. */
function labelFieldEdit(
  before: LabelField | undefined,
  after: LabelField | undefined,
): [readonly string[], unknown, unknown] {
  if (before && after && 'field' in before && 'field' in after)
    return [['labelField', 'field'], before.field, after.field];
  if (before && after && 'columns' in before && 'columns' in after)
    return [['labelField', 'columns'], before.columns, after.columns];
  return [['labelField'], before, after];
}

function written(place: readonly (string | number)[], path: string, value: unknown): unknown {
  if (place[0] === 'pool') return value === undefined ? path : { path, format: value };
  if (place[0] === 'text') return single(value as readonly string[]);
  if (place[0] !== 'filter') return value;
  return Object.fromEntries(
    (value as ProjectFile['filter']).map(({ field, oneOf }) => [field, single(oneOf)]),
  );
}

function single(values: readonly string[]): unknown {
  return values.length === 1 ? values[0] : values;
}

/**
 * Maps a project's fields to another reading: by name if it still exists, by column position if the
 * number of columns is the same, otherwise by guessing.
 * @param before columns of the old table; undefined for JSON
 * @param after columns of the new table; undefined for JSON
 * @param met fields of the new reading seen in a sample; JSON may have more
 */
export function fieldsAfter(
  project: ReadFields,
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
  guess: { readonly text: readonly string[]; readonly id?: string; readonly label?: string },
  met: readonly string[] = after ?? project.text,
): ReadFields {
  const isOther = after === undefined && !project.text.some((name) => met.includes(name));
  const sameWidth = before !== undefined && before.length === after?.length;
  const renamed = (name: string): string | undefined => {
    if (isOther) return met.includes(name) ? name : undefined;
    if (after === undefined || after.includes(name)) return name;
    return sameWidth && before.includes(name) ? after[before.indexOf(name)] : undefined;
  };
  const known = (names: readonly string[]): string[] =>
    names.map(renamed).filter((name) => name !== undefined);
  const text = known(project.text);
  const id = project.id === undefined ? undefined : (renamed(project.id) ?? guess.id);
  const { labelField } = project;
  const labels = labelField && labelFieldAfter(labelField, renamed, guess.label);
  return {
    text: text.length > 0 ? text : guess.text,
    ...(id === undefined ? {} : { id }),
    context: known(project.context),
    ...(labels ? { labelField: labels } : {}),
    filter: project.filter.flatMap(({ field, oneOf }) => {
      const name = renamed(field);
      return name === undefined ? [] : [{ field: name, oneOf }];
    }),
  };
}

/** Undefined if none of its fields is known. */
function labelFieldAfter(
  labelField: LabelField,
  renamed: (name: string) => string | undefined,
  guess: string | undefined,
): LabelField | undefined {
  if ('field' in labelField) {
    const field = renamed(labelField.field) ?? guess;
    return field === undefined ? undefined : { ...labelField, field };
  }
  const columns = Object.entries(labelField.columns).flatMap(([label, field]) => {
    const name = renamed(field);
    return name === undefined ? [] : [[label, name]];
  });
  if (columns.length === 0) return undefined;
  return { ...labelField, columns: Object.fromEntries(columns) as Record<string, string> };
}
