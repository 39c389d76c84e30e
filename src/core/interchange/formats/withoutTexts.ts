import { objectGetter, textOf } from '../../pool/fields.ts';
import { guessFields } from '../../pool/guessFields.ts';
import { csv, readTable } from './csv.ts';
import type { ReadableFormat, ReadItem, Sample } from './format.ts';
import { classLabelled, huggingface } from './huggingface.ts';
import { labelNamed, readObjects, type NamedFields } from './namedFields.ts';
import { contextField, isOwnField } from './ownFields.ts';
import { predictionsById } from './predictions.ts';
import { wordFieldsIn } from './wordTags.ts';

/** Formats whose rows need only a text and a label. */
const plain: readonly ReadableFormat['name'][] = ['csv', 'marginalia', 'huggingface'];

/**
 * Reads a file whose rows have an id and a label or predictions, but no text; see `ReadRow.byId`.
 * Does not apply to a file with another field that could hold texts: an id is never mistaken for a
 * text, nor a text overlooked.
 * @param format the recognised or requested format, if any
 * @param idField the project's id field; `id` if the file does not have it
 * @returns undefined for any other file
 */
export function withoutTexts(
  format: Pick<ReadableFormat, 'name'> | undefined,
  sample: Sample,
  given: NamedFields,
  idField = 'id',
): ReadableFormat | undefined {
  const { objects, table } = sample;
  const rows: readonly Readonly<Record<string, unknown>>[] = objects ?? table ?? [];
  const has = (field: string): boolean =>
    rows.some((row) => (textOf(objectGetter(field)(row)) ?? '').trim() !== '');
  const id = [idField, 'id'].find(has);
  if (id === undefined || given.textField !== undefined) return undefined;
  if (rows.some((row) => 'text' in row)) return undefined;
  if (objects && wordFieldsIn(objects, given.question)) return undefined;
  if (format?.name === 'predictions') return predictionsById(id);
  if (format && !plain.includes(format.name)) return undefined;
  const fields = new Set(rows.flatMap((row) => Object.keys(row)));
  const label = labelNamed(given) ?? ['label', 'labels'].find((name) => fields.has(name));
  if (label === undefined ? !hasFlags(sample) : label === id || !fields.has(label))
    return undefined;
  if (mayHoldTexts(rows, [id, label])) return undefined;
  const isNumbered = huggingface.recognises(withText(sample));
  const named = (items: AsyncIterable<ReadItem>) => (isNumbered ? classLabelled(items) : items);
  if (objects) {
    if (label === undefined) return undefined;
    return {
      name: 'marginalia',
      title: 'JSON',
      tool: '',
      rows: 'json',
      recognises: () => false,
      read: (file) => named(readObjects(file, undefined, label, id)),
    };
  }
  const renamed = (column: string): string =>
    column === id ? 'id' : column === label ? 'label' : aside(column);
  const { name, title, tool = '' } = csv;
  return {
    name,
    title,
    tool,
    rows: 'table',
    recognises: () => false,
    read: (file) => named(readTable(file, renamed, true)),
  };
}

/** Whether columns of a table would be labels beside a text. */
function hasFlags(sample: Sample): boolean {
  return sample.table !== undefined && csv.recognises(withText(sample));
}

function withText({ objects, table, ...sample }: Sample): Sample {
  const text = 'text';
  return {
    ...sample,
    ...(objects && { objects: objects.map((row) => ({ ...row, text })) }),
    ...(table && { table: table.map((row) => ({ ...row, text })) }),
  };
}

/** Whether fields other than these and Marginalia's own may hold texts. */
function mayHoldTexts(
  rows: readonly Readonly<Record<string, unknown>>[],
  known: readonly (string | undefined)[],
): boolean {
  const others = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).filter(([name]) => !known.includes(name) && !isOwnField(name)),
    ),
  );
  const { text, isDoubtful } = guessFields(others);
  return text.length > 0 && !isDoubtful;
}

/** The name of a column that another one replaces as id or label. */
function aside(column: string): string {
  return column === 'id' || column === 'label' ? contextField(column) : column;
}
