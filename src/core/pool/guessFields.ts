import { objectGetter, pathsOf, textOf, wholeTextOf } from './fields.ts';
import { FlagColumn, flagGroup } from './flagColumns.ts';
import { LabelForms, type MultiLabelReading } from './labelForms.ts';
import { isRejected, labelOfValue, sharesIn } from './labelValue.ts';
import { isPredicted } from './predictedRow.ts';
import { unspacedLetters } from './wordCount.ts';

export interface FieldSummary {
  readonly name: string;
  /** Distinct values in the sample. */
  readonly distinct: number;
  /** Rows of the sample with a value. */
  readonly filled: number;
  /** Mean length of the values in UTF-16 units. */
  readonly meanLength: number;
  /** Up to three distinct values. */
  readonly examples: readonly string[];
}

export interface GuessedFields {
  /** Fields that make up the text; empty if nothing looks like text. */
  readonly text: readonly string[];
  /** The text looks like labels, dates or codes: use it only if the user confirms it. */
  readonly isDoubtful?: true;
  /** A field named like a text field but empty in all rows, if no other looks like text. */
  readonly emptyText?: string;
  readonly id?: string;
  readonly label?: string;
  /** The label field seems to hold several labels per record; no `separator` if they are lists. */
  readonly multiLabel?: Pick<MultiLabelReading, 'separator'>;
  /** In place of a label field: columns of 0 and 1, one for each label. */
  readonly columns?: readonly string[];
  /** Labels of the label field in the sample, most frequent first. */
  readonly labels?: readonly string[];
  /** All columns of 0 and 1, or of another spelling of yes and no. */
  readonly flags: readonly string[];
  /** All fields in order of first appearance. */
  readonly fields: readonly FieldSummary[];
}

const textNames =
  /^(text|body|content|message|conversation|dialogue|review|comment|tweet|sentence|token|word|description|question|utterance|document|post)s?$/i;
const titleNames = /^(title|subject|headline|summary)$/i;
const idNames = /(^|[_\-.])(id|uuid|guid|key|nr|no|hash)$|[a-z]I[dD]$/i;
const labelNames =
  /^(label|class|category|target|sentiment|intent|topic|tag|gold|answer|accept|choice|cat|y)(e?s)?(_?(name|id|text))?$|^categories$/i;

/** Names with the word, such as `label_final`, where no other field is named like a label. */
const labelWord = /(^|[_\-. ])label($|[_\-. ])/i;

/** Columns with few values that describe a record's origin rather than its content. */
const contextNames =
  /^(lang|language|locale|country|region|channel|source|platform|device|status|split|user|author|year|month)$/i;

interface Column extends FieldSummary {
  /** Rows by label, if the field is used as label. */
  readonly labels: ReadonlyMap<string, number>;
  /** Share of the values that have several words. */
  readonly worded: number;
  /** Mean length of the values, where a letter of a script without spaces counts as three. */
  readonly size: number;
  /** Whether all values are numbers or booleans. */
  readonly plain: boolean;
  /** How to read its values as several labels, if they look like it. */
  readonly multiLabel?: MultiLabelReading;
  readonly flags: FlagColumn;
}

/** Minimum number of columns of 0 and 1 for labels; fewer are attributes of records. */
const fewestFlags = 3;
/** From this many on, they are labels even beside another field with few values. */
const manyFlags = 5;

/**
 * Guesses which fields hold the text, the id and the label, for the user to confirm.
 * @param sampleRows JSON objects, or objects of columns and fields; a few hundred suffice
 */
export function guessFields(sampleRows: readonly unknown[]): GuessedFields {
  const columns = namesIn(sampleRows).map((name) => summarise(name, sampleRows));
  const rows = sampleRows.length;
  // A model's predictions must not become training labels.
  const arePredictions = rows > 0 && sampleRows.every(isPredicted);

  const text = best(columns, (column) => {
    const last = column.name.split('.').at(-1)!;
    const named = textNames.test(last);
    if (column.filled === 0 || (column.plain && !named)) return 0;
    // Beside lists and objects, an id is often the only other field.
    if (column.worded === 0 && !named && (idNames.test(last) || column.distinct === rows)) return 0;
    const variety = column.distinct / column.filled;
    // `answer.text` beside `text` is the text of something else.
    const isInner = last !== column.name && columns.some(({ name }) => name === last);
    const likely = named && !isInner ? 3 : labelNames.test(last) ? 0.1 : 1;
    return Math.log1p(column.size) * variety * (0.2 + column.worded) * likely;
  });
  const title =
    text && columns.find((c) => c !== text && titleNames.test(c.name) && c.worded > 0.5);
  const rest = columns.filter((column) => column !== text && column !== title);

  const id = best(rest, (column) => {
    const { name, distinct, filled, meanLength, worded } = column;
    if (filled < rows || distinct < rows || meanLength > 64 || worded > 0.1) return 0;
    if (isInList(name)) return 0;
    if (idNames.test(name)) return 2;
    return rows >= 20 && !isMeasure(column) ? 1 : 0;
  });
  const namedLabel = labelNameIn(rest);
  const label = best(arePredictions ? [] : rest, (column) => {
    const { name, multiLabel } = column;
    const { distinct, filled, meanLength } = multiLabel ? sizesOf(multiLabel) : singleSizes(column);
    if (column === id || distinct < 2 || meanLength > 60 || column.filled < rows / 20) return 0;
    const last = name.split('.').at(-1)!;
    const named = namedLabel(name);
    if (contextNames.test(last)) return 0;
    if (!named && (isInList(name) || isInternal(name) || isMeasure(column))) return 0;
    if (!named) return distinct <= Math.max(2, Math.min(100, filled / 5)) ? 1 / distinct : 0;
    // Prodigy's `answer` is the annotator's verdict on a label, not a label of the text.
    const judgement = [...column.labels.keys()].every((value) =>
      /^(accept|reject|ignore)$/.test(value),
    );
    const certain = (judgement && !multiLabel) || isInList(name) ? 0.01 : 100;
    return distinct <= Math.max(2, filled / 2) ? certain / distinct : 0;
  });
  const flagColumns = flagGroup(
    (arePredictions ? [] : rest)
      .filter((column) => column !== id && !contextNames.test(column.name.split('.').at(-1)!))
      .filter(({ flags: { counts } }) => counts.yes + counts.no >= rows / 20)
      .filter(({ name }) => !isInList(name))
      .map(({ name, flags }) => ({ name, writing: flags.writing })),
  );
  const isSure = label && (namedLabel(label.name) || label.multiLabel);
  const needed = label && !flagColumns.includes(label.name) ? manyFlags : fewestFlags;
  const inColumns = !isSure && flagColumns.length >= needed;
  const fields = columns.map(({ name, distinct, filled, meanLength, examples }) => ({
    name,
    distinct,
    filled,
    meanLength,
    examples,
  }));
  return {
    text: [title, text].flatMap((column) => (column ? [column.name] : [])),
    ...(text &&
      (!looksLikeTexts(text) || isFirstOfSeveral(text.name, sampleRows)) && { isDoubtful: true }),
    ...((!text || !looksLikeTexts(text)) && emptyTextIn(columns)),
    ...(id ? { id: id.name } : {}),
    ...(inColumns ? { columns: flagColumns } : label ? labelsIn(label) : {}),
    flags: rest.filter(({ flags }) => flags.writing).map(({ name }) => name),
    fields,
  };
}

/** Whether a field is named like a label, or is the only one with the word in its name. */
function labelNameIn(columns: readonly Column[]): (name: string) => boolean {
  const lastOf = (name: string): string => name.split('.').at(-1)!;
  const usual = columns.some(({ name }) => labelNames.test(lastOf(name)) && !isInList(name));
  const [word, ...more] = columns.filter(({ name }) => labelWord.test(lastOf(name)));
  const only = !usual && more.length === 0 ? word?.name : undefined;
  return (name) => name === only || labelNames.test(lastOf(name));
}

/** Whether a field is within the first object of a list, like the offsets of words. */
function isInList(name: string): boolean {
  return /\.0\./.test(name);
}

/** Whether a field within the first object of a list leaves out others of that list. */
function isFirstOfSeveral(name: string, rows: readonly unknown[]): boolean {
  const at = name.indexOf('.0.');
  if (at < 0) return false;
  const list = objectGetter(name.slice(0, at));
  return rows.some((row) => {
    const value = list(row);
    return Array.isArray(value) && value.length > 1;
  });
}

/** Whether a tool keeps a field for itself, like Prodigy's `_session_id`. */
function isInternal(name: string): boolean {
  return name.split('.').at(-1)!.startsWith('_');
}

/** Values of a scale with half steps, at most. */
const longestScale = 21;

/** Whether a field holds numbers with fractions, too many for a scale: scores, not labels. */
function isMeasure({ plain, labels }: Column): boolean {
  return (
    plain &&
    labels.size > longestScale &&
    [...labels.keys()].some((value) => /\.\d*[1-9]/.test(value))
  );
}

function emptyTextIn(columns: readonly Column[]): Pick<GuessedFields, 'emptyText'> {
  const empty = columns.find(
    ({ name, filled }) => filled === 0 && textNames.test(name.split('.').at(-1)!),
  );
  return empty ? { emptyText: empty.name } : {};
}

/** From this many values on, a field whose values repeat is unlikely to hold texts. */
const manyValues = 20;

/** Whether name, repetition and words of a column are all compatible with texts. */
function looksLikeTexts({ name, distinct, filled, examples }: Column): boolean {
  const last = name.split('.').at(-1)!;
  if (textNames.test(last)) return true;
  if (labelNames.test(last)) return false;
  if (filled >= manyValues && distinct * 5 <= filled) return false;
  return examples.some((value) => /\p{L}{2}|\p{Lo}/u.test(value));
}

function labelsIn({ name, labels, multiLabel }: Column): Partial<GuessedFields> {
  if (!multiLabel) return { label: name, labels: byFrequency(labels) };
  const { separator, labels: found } = multiLabel;
  return {
    label: name,
    multiLabel: separator === undefined ? {} : { separator },
    labels: found.map(({ value }) => value),
  };
}

interface LabelSizes {
  readonly distinct: number;
  /** Labels, summed over all rows. */
  readonly filled: number;
  /** Of a label, in UTF-16 units. */
  readonly meanLength: number;
}

function singleSizes({ labels, filled, meanLength }: Column): LabelSizes {
  return { distinct: labels.size, filled, meanLength };
}

function sizesOf({ labels }: MultiLabelReading): LabelSizes {
  const sum = (size: (label: string) => number): number =>
    labels.reduce((total, { value, rows }) => total + rows * size(value), 0);
  const filled = sum(() => 1);
  return { distinct: labels.length, filled, meanLength: sum(({ length }) => length) / filled };
}

/**
 * The paths of all rows; an object that maps categories to shares (spaCy's `cats`) is one field.
 */
function namesIn(rows: readonly unknown[]): string[] {
  const names = [...new Set(rows.flatMap((row) => pathsInLists(row)))];
  const parents = names
    .filter((name) => name.includes('.'))
    .map((name) => name.slice(0, name.lastIndexOf('.')));
  const categories = new Set(
    [...new Set(parents)].filter((parent) =>
      areCategories(rows.map((row) => objectGetter(parent)(row))),
    ),
  );
  if (categories.size === 0) return names;
  const shown = names.map((name) => {
    const within = [...categories].find((parent) => name.startsWith(`${parent}.`));
    return within ?? name;
  });
  return [...new Set(shown)];
}

/**
 * Descends into lists of lists of objects (Label Studio's annotations with results), but no deeper.
 */
const maxLists = 2;

/** The paths of a row, and those in the first object of a non-text list (`annotations.0.label`). */
function pathsInLists(row: unknown, lists = maxLists): string[] {
  return pathsOf(row).flatMap((path) => {
    const value = objectGetter(path)(row);
    const first: unknown = Array.isArray(value) ? value[0] : undefined;
    const isText = wholeTextOf(value) !== undefined;
    if (lists === 0 || isText || typeof first !== 'object' || first === null) return [path];
    return pathsInLists(first, lists - 1).map((inner) => `${path}.0.${inner}`);
  });
}

/**
 * Whether values are objects such as `{"bread": 1, "boats": 0}`, most with one category that
 * applies, or with nothing but 0 and 1.
 */
function areCategories(values: readonly unknown[]): boolean {
  const objects = values.filter((value) => value !== undefined && value !== null);
  const found = objects.map((value) =>
    typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 1
      ? labelOfValue(value)
      : { notTaken: 'unreadable' as const },
  );
  const unreadable = found.some(
    (label) => label && 'notTaken' in label && label.notTaken === 'unreadable',
  );
  const single = found.filter((label) => label && 'label' in label).length;
  const several = objects.filter(areFlags).length;
  return objects.length > 0 && !unreadable && Math.max(single, several) * 2 >= objects.length;
}

function areFlags(value: unknown): boolean {
  const shares = sharesIn(value);
  return (
    shares !== undefined &&
    shares.length > 1 &&
    Object.values(value as object).every((share) => [0, 1].includes(Number(share)))
  );
}

function summarise(name: string, rows: readonly unknown[]): Column {
  const get = objectGetter(name);
  const counts = new Map<string, number>();
  const labels = new Map<string, number>();
  const [forms, flags] = [new LabelForms(), new FlagColumn()];
  let [length, unspaced, filled, worded, unlike] = [0, 0, 0, 0, 0];
  for (const row of rows) {
    const value = get(row);
    forms.add(value);
    flags.add(value);
    const label = labelOfValue(value);
    const isLabel = label !== undefined && 'label' in label;
    if (isLabel && !isRejected(name, objectGetter('answer')(row)))
      labels.set(label.label, (labels.get(label.label) ?? 0) + 1);
    const text = wholeTextOf(value) ?? (isLabel ? label.label : undefined);
    if (text === undefined || text.trim() === '') continue;
    counts.set(text, (counts.get(text) ?? 0) + 1);
    length += text.length;
    filled++;
    unspaced += unspacedLetters(text);
    if (hasWords(text)) worded++;
    const single = textOf(value);
    if (
      single === undefined ||
      !(/^(true|false)$/i.test(single) || Number.isFinite(Number(single)))
    )
      unlike++;
  }
  const share = Math.max(1, filled);
  const multiLabel = forms.readings().find(({ proposed }) => proposed);
  const examples = [...counts.keys()].slice(0, 3);
  return {
    name,
    distinct: counts.size,
    meanLength: length / share,
    examples,
    labels,
    filled,
    worded: worded / share,
    size: (length + 2 * unspaced) / share,
    plain: unlike === 0,
    ...(multiLabel && { multiLabel }),
    flags,
  };
}

/** In a script without spaces, names and labels seldom have more letters. */
const lettersOfName = 4;

function hasWords(text: string): boolean {
  return /\S\s+\S/.test(text) || unspacedLetters(text) > lettersOfName;
}

/** The column with the highest positive score; the first on a tie. */
function best(columns: readonly Column[], score: (column: Column) => number): Column | undefined {
  let found: Column | undefined;
  let highest = 0;
  for (const column of columns) {
    const value = score(column);
    if (value > highest) [found, highest] = [column, value];
  }
  return found;
}

function byFrequency(counts: ReadonlyMap<string, number>): string[] {
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([value]) => value);
}
