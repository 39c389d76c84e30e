import { UserError } from '../../errors.ts';
import { message } from '../../messages/messages.ts';
import { objectGetter } from '../../pool/fields.ts';
import { textFieldOf } from './answers/layout.ts';
import { csv, readTable } from './csv.ts';
import {
  isProblem,
  type FormatName,
  type OpenFile,
  type ReadableFormat,
  type ReadItem,
  type ReadOptions,
  type Sample,
} from './format.ts';
import { marginalia, readOwnLines } from './marginalia.ts';
import { contextField, isOwnField } from './ownFields.ts';
import { naming } from './parquet.ts';
import { wordTags } from './huggingface.ts';
import { wordFieldsIn } from './wordTags.ts';

/** Fields of a file as named by the user. */
export interface NamedFields extends Pick<ReadOptions, 'textField' | 'labelField' | 'question'> {
  /** Separator of several labels in a text. */
  readonly separator?: string;
}

type Name = ReadableFormat['name'];

/** Formats whose files have field names of their author's choice. */
const plain: readonly Name[] = ['marginalia', 'csv', 'huggingface', 'doccano', 'doccano-csv'];
/** Formats whose files declare their fields and questions. */
const asking: readonly Name[] = [
  'labelstudio',
  'labelstudio-min',
  'labelstudio-csv',
  'argilla',
  'parquet',
] satisfies readonly FormatName[];

/** Maximum number of fields named in a message. */
const mostNamed = 30;

/** The fields of a file's first rows. */
export function fieldsIn({ objects, table }: Sample): string[] {
  const rows: readonly object[] = objects ?? table ?? [];
  return [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(0, mostNamed);
}

/**
 * The format of a file whose fields the user names: rows of JSON or of a table are read by these
 * names, unless another tool defines its own.
 * @param format the recognised format, if any
 * @throws UserError if the format's fields are fixed, or a field not named is ambiguous
 */
export function withNamedFields(
  format: ReadableFormat | undefined,
  sample: Sample,
  named: NamedFields,
): ReadableFormat | undefined {
  const { textField, question } = named;
  const labelField = labelNamed(named);
  if (textField === undefined && labelField === undefined) return format;
  const areWords = question !== undefined && wordFieldsIn(sample.objects ?? [], question);
  if (areWords && textField === undefined && named.labelField === undefined) {
    return { ...wordTags, read: (file, options) => wordTags.read(file, { ...options, question }) };
  }
  const isColumn = format?.name === 'conll' && /^column\d+$/.test(labelField ?? '');
  const namesColumn = isColumn && textField === undefined;
  if (format && (namesColumn || asking.includes(format.name))) {
    return {
      ...format,
      read: (file, options) => format.read(file, { ...options, ...asked(named) }),
    };
  }
  const isUsual =
    (textField ?? 'text') === 'text' &&
    (labelField ?? 'label') === 'label' &&
    question === undefined;
  if (format && isUsual) return format;
  if (format && !plain.includes(format.name)) {
    const option =
      textField !== undefined
        ? '--text-field'
        : named.labelField === undefined
          ? '--question'
          : '--label-field';
    throw new UserError(message('interchange.fieldsFixed', { option, format: format.title }));
  }
  if (sample.objects) {
    const fields = new Set(fieldsIn(sample));
    const label = labelField ?? labelAmong(fields);
    const holding = sample.objects.flatMap((row) =>
      Object.keys(row).filter((name) => typeof row[name] === 'string' && name !== label),
    );
    const text = textField ?? textFieldOf(new Set(holding), [], {});
    const { name, recognises } = marginalia;
    return {
      name,
      recognises,
      title: 'JSON',
      tool: '',
      rows: 'json',
      read: (file) => readObjects(file, text, label),
    };
  }
  if (!sample.table) return format;
  const fields = new Set(fieldsIn(sample));
  const hasLabels = labelField !== undefined || csv.recognises(withText(sample, textField));
  const label = labelField ?? (fields.has('label') || hasLabels ? 'label' : labelAmong(fields));
  const others = [...fields].filter((name) => name !== label);
  const text = textField ?? textFieldOf(new Set(others), [], {});
  for (const [field, given] of [
    [text, textField],
    [label, labelField],
  ] as const) {
    if (given !== undefined && !fields.has(field)) throw noField(field, fields);
  }
  const { name, title, tool, recognises } = csv;
  const renamed = (column: string): string =>
    column === text ? 'text' : column === label ? 'label' : aside(column);
  return {
    name,
    title,
    ...(tool !== undefined && { tool }),
    recognises,
    rows: 'table',
    read: (file) => readTable(file, renamed),
  };
}

function asked({ question, labelField }: NamedFields): Pick<ReadOptions, 'question'> {
  const named = question ?? labelField;
  return named === undefined ? {} : { question: named };
}

/** The table with its text column renamed to `text`. */
function withText({ table = [], ...sample }: Sample, textField = 'text'): Sample {
  const rows = table.map(({ [textField]: text = '', ...row }) => ({ ...row, text }));
  return { ...sample, table: rows };
}

/** The field with the label, or the question that it answers, if one is named. */
export function labelNamed({ question, labelField = question }: NamedFields): string | undefined {
  return labelField;
}

/** @throws UserError if no field has a usual name */
function labelAmong(fields: ReadonlySet<string>): string {
  const usual = ['label', 'labels'].find((name) => fields.has(name));
  if (usual !== undefined) return usual;
  throw new UserError(message('interchange.whichLabel', { fields: [...fields] }));
}

/** The name of a field that another one replaces as text or label. */
function aside(name: string): string {
  return name === 'text' || name === 'label' || name === 'labels' ? contextField(name) : name;
}

function noField(field: string, fields: ReadonlySet<string>): UserError {
  return new UserError(message('interchange.noField', { field, fields: [...fields] }));
}

/**
 * Reads rows by these fields.
 * @param text undefined for rows without texts, which `id` identifies
 * @throws UserError if no row has one of the fields
 */
export async function* readObjects(
  file: OpenFile,
  text: string | undefined,
  label: string,
  id?: string,
): AsyncGenerator<ReadItem> {
  const [textIn, labelIn] = [objectGetter(text ?? ''), objectGetter(label)];
  const fields = new Set<string>();
  const seen = { text: false, label: false };
  const renamed = (row: Readonly<Record<string, unknown>>, json: string | undefined) => {
    for (const name of Object.keys(row)) if (fields.size < mostNamed) fields.add(name);
    const found = { text: textIn(row, json), label: labelIn(row, json) };
    seen.text ||= found.text !== undefined;
    seen.label ||= found.label !== undefined;
    const { [text ?? '']: _text, [label]: _label, ...rest } = row;
    const others = Object.entries(rest).map(([name, value]) => [aside(name), value] as const);
    const rawJudgement = Array.isArray(found.label)
      ? { labels: found.label as unknown[], not: row['not'] ?? null }
      : { label: found.label ?? null };
    return { ...Object.fromEntries(others), text: found.text, ...rawJudgement };
  };
  for await (const item of readOwnLines(file, renamed, text === undefined ? id : undefined)) {
    yield isProblem(item) || fields.has('not') ? item : naming(item);
  }
  // Thrown before anything is written, since a survey reads the whole file first.
  if (fields.size === 0) return;
  if (text !== undefined && !seen.text) throw noField(text, fields);
  if (!seen.label && !isOwnField(label)) throw noField(label, fields);
}
