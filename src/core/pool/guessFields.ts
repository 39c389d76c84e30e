import { pathsOf, objectGetter, textOf } from './fields.ts';

export interface FieldSummary {
  readonly name: string;
  /** Different values in the sample. */
  readonly distinct: number;
  /** Mean length of its values in UTF-16 units. */
  readonly meanLength: number;
  /** Up to three different values. */
  readonly examples: readonly string[];
}

export interface GuessedFields {
  /** Fields that make up the text; empty where nothing looks like text. */
  readonly text: readonly string[];
  readonly id?: string;
  readonly label?: string;
  /** Values of the label field in the sample, the most frequent first. */
  readonly labels?: readonly string[];
  /** All fields, in the order in which they are met. */
  readonly fields: readonly FieldSummary[];
}

const textNames =
  /^(text|body|content|message|review|comment|tweet|sentence|description|question|utterance|document|post)s?$/i;
const titleNames = /^(title|subject|headline|summary)$/i;
const idNames = /(^|[_\-.])(id|uuid|guid|key|nr|no)$|[a-z]I[dD]$/i;
const labelNames =
  /^(label|class|category|target|sentiment|intent|topic|tag|gold|answer|y)(_?(name|id|text))?$/i;

/** Columns of few values that say where a record comes from, not what it is. */
const contextNames =
  /^(lang|language|locale|country|region|channel|source|platform|device|status|split|user|author|year|month)$/i;

interface Column extends FieldSummary {
  readonly counts: ReadonlyMap<string, number>;
  readonly present: number;
  /** Share of the values that have white space in them. */
  readonly spaced: number;
}

/**
 * Guesses which fields are the text, the id and the labels, for the user to confirm.
 * @param sampleRows JSON objects, or objects made of columns and fields; some hundred rows do.
 */
export function guessFields(sampleRows: readonly unknown[]): GuessedFields {
  const names = new Set(sampleRows.flatMap((row) => pathsOf(row)));
  const columns = [...names].map((name) => summarise(name, sampleRows));
  const rows = sampleRows.length;

  const text = best(columns, (column) => {
    if (column.present === 0) return 0;
    const last = column.name.split('.').at(-1)!;
    const variety = column.distinct / column.present;
    return (
      Math.log1p(column.meanLength) *
      variety *
      (0.2 + column.spaced) *
      (textNames.test(last) ? 3 : 1)
    );
  });
  const title =
    text && columns.find((c) => c !== text && titleNames.test(c.name) && c.spaced > 0.5);
  const rest = columns.filter((column) => column !== text && column !== title);

  const id = best(rest, ({ name, distinct, present, meanLength, spaced }) => {
    if (present < rows || distinct < rows || meanLength > 64 || spaced > 0.1) return 0;
    return idNames.test(name) || /^(id|key)$/i.test(name) ? 2 : rows >= 20 ? 1 : 0;
  });
  const label = best(rest, (column) => {
    const { name, distinct, present, meanLength } = column;
    if (column === id || distinct < 2 || meanLength > 40 || present < rows / 20) return 0;
    const last = name.split('.').at(-1)!;
    const named = labelNames.test(last);
    if (contextNames.test(last)) return 0;
    const few = distinct <= Math.max(2, Math.min(100, present / (named ? 2 : 5)));
    return few ? (named ? 100 : 1) / distinct : 0;
  });
  const fields = columns.map(({ name, distinct, meanLength, examples }) => ({
    name,
    distinct,
    meanLength,
    examples,
  }));
  return {
    text: [title, text].flatMap((column) => (column ? [column.name] : [])),
    ...(id ? { id: id.name } : {}),
    ...(label ? { label: label.name, labels: byFrequency(label.counts) } : {}),
    fields,
  };
}

function summarise(name: string, rows: readonly unknown[]): Column {
  const get = objectGetter(name);
  const counts = new Map<string, number>();
  let length = 0;
  let present = 0;
  let spaced = 0;
  for (const row of rows) {
    const value = textOf(get(row));
    if (value === undefined || value.trim() === '') continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    length += value.length;
    present++;
    if (/\S\s+\S/.test(value)) spaced++;
  }
  const share = Math.max(1, present);
  const examples = [...counts.keys()].slice(0, 3);
  return {
    name,
    distinct: counts.size,
    meanLength: length / share,
    examples,
    counts,
    present,
    spaced: spaced / share,
  };
}

/** The column with the highest score above 0; the first of several. */
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
