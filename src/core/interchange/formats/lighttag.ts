import type { Message } from '../../messages/message.ts';
import { message } from '../../messages/messages.ts';
import { textOf } from '../../pool/fields.ts';
import { inTextOrder, labelsOfText } from '../../task/judgement.ts';
import { toUnits } from '../../task/offsets.ts';
import {
  carriedAround,
  carriedOf,
  contextOf,
  metaOf,
  objectOf,
  readMeta,
  tokensIn,
  type ReadMeta,
} from './carried.ts';
import type { ExchangeRow, ReadRow, RawJudgement } from './exchangeRow.ts';
import type {
  Format,
  OpenFile,
  ReadableFormat,
  ReadItem,
  ReadOptions,
  Sample,
  Survey,
} from './format.ts';
import { isOffset, timeIn, unreadable } from './readFields.ts';
import { judgementOfTask } from './rawJudgement.ts';
import { rowsOf } from './sourceRows.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * A job of LightTag. Its offsets are checked against `value`. An example seen by several annotators
 * becomes a row for each.
 */
export const lighttag: Format = {
  name: 'lighttag',
  title: 'LightTag JSON',
  tool: 'LightTag',
  rows: 'json',
  path: 'examples',
  tasks: ['single', 'multi', 'spans'],
  lacks: [],
  recognises: ({ text }) =>
    isJob(text) && /"(?:example_id|seen_by)"\s*:/.test(text) && /"content"\s*:\s*"/.test(text),
  read,
  write,
};

/** The examples of a job, as a list or as lines of their own. */
export const lighttagExamples: ReadableFormat = {
  name: 'lighttag',
  title: lighttag.title,
  tool: 'LightTag',
  rows: 'json',
  // The lines of a job written with an example on each may be objects too.
  recognises: ({ text, objects = [] }) =>
    !isJob(text) && objects.length > 0 && objects.every(isExample) && objects.some(isMarked),
  read,
};

/** Whether a text begins like an object with a list of examples. */
function isJob(text: string): boolean {
  return /^\s*\{/.test(text) && /"examples"\s*:\s*\[\s*\{/.test(text);
}

function isExample(row: Row): boolean {
  const isListOf = (value: unknown, has: (one: Row) => boolean): boolean =>
    value === undefined || (Array.isArray(value) && value.every((one) => has(objectOf(one))));
  return (
    typeof row['content'] === 'string' &&
    ('annotations' in row || 'classifications' in row) &&
    isListOf(row['annotations'], isAnnotation) &&
    isListOf(row['classifications'], ({ classname }) => typeof classname === 'string')
  );
}

/** Whether somebody has marked something in an example. */
function isMarked({ annotations, classifications }: Row): boolean {
  return [annotations, classifications].some((list) => Array.isArray(list) && list.length > 0);
}

function isAnnotation({ start, end, tag }: Row): boolean {
  return isOffset(start) && isOffset(end) && typeof tag === 'string';
}

/** Annotations without their examples, and so without texts. */
export function isLighttagAnnotations({ objects = [] }: Sample): boolean {
  return (
    objects.length > 0 &&
    objects.every(
      (row) =>
        isAnnotation(row) &&
        ('example_id' in row || 'tagged_token_id' in row) &&
        !('content' in row) &&
        !('text' in row),
    )
  );
}

const known = ['example_id', 'content', 'metadata', 'seen_by', 'annotations', 'classifications'];

/** The names in the schema of a job, which follows its examples. */
interface Schema {
  readonly tags: readonly string[];
  readonly classes: readonly string[];
}

async function* read(file: OpenFile, { task }: ReadOptions): AsyncGenerator<ReadItem> {
  const schema: Schema = {
    tags: await namesAt(file, 'schema.tags'),
    classes: await namesAt(file, 'schema.classification_types'),
  };
  let record = 0;
  for await (const { value, line, note } of rowsOf(file)) {
    const fault = unreadable(note);
    const row = objectOf(value);
    const { content } = row;
    if (fault !== undefined || typeof content !== 'string' || content.trim() === '') {
      yield { line, problem: fault ?? message('interchange.noText', { field: 'content' }) };
      continue;
    }
    yield* readExample(row, { line, text: content, record: record++ }, schema, task);
  }
}

async function namesAt(file: OpenFile, path: string): Promise<string[]> {
  if (file.form?.kind !== 'json' || file.form.path === undefined) return [];
  const names: string[] = [];
  for await (const { value } of rowsOf({ ...file, form: { ...file.form, path } })) {
    const name = textOf(objectOf(value)['name']);
    if (name !== undefined) names.push(name);
  }
  return names;
}

/** What one annotator has marked in an example. */
interface Marks {
  spans: { start: number; end: number; label: string; text?: string }[];
  classes: string[];
  at?: number;
}

function* readExample(
  row: Row,
  base: ReadRow,
  schema: Schema,
  task: ReadOptions['task'],
): Generator<ReadItem> {
  const { line } = base;
  const marks = marksIn(row);
  if ('problem' in marks) {
    yield { line, problem: marks.problem };
    return;
  }
  const meta = readMeta(row['metadata']);
  const { not: _not, nothing: _nothing, of: _of, rest, ...around } = meta;
  const id = textOf(row['example_id']);
  const others = Object.entries(row).filter(
    ([name, value]) => !known.includes(name) && value !== null,
  );
  const shared: ReadRow = {
    ...base,
    ...(id === undefined || id === '' ? {} : { id }),
    ...contextOf({ ...rest, ...Object.fromEntries(others) }),
  };
  if (marks.by.size === 0) {
    // Without a list of those who saw it, an example with an empty list may have been seen.
    const isOpen = !('seen_by' in row) && Array.isArray(row['annotations']);
    yield { ...shared, ...around, ...(isOpen && { rawJudgement: { kind: 'emptyList' } }) };
  }
  for (const [annotator, own] of marks.by) {
    const rawJudgement = around.skipped ? undefined : judgementIn(own, meta, schema, line, task);
    yield {
      ...shared,
      ...(annotator === '' ? {} : { annotator }),
      ...(own.at === undefined ? {} : { at: own.at }),
      ...around,
      ...(rawJudgement ? { rawJudgement } : {}),
      ...(rawJudgement && rawJudgement.kind !== 'spans' && schema.classes.length > 0
        ? { known: schema.classes }
        : {}),
    };
  }
}

/** The marks of each annotator by name; the name is empty if the file does not give it. */
function marksIn(row: Row): { readonly by: Map<string, Marks> } | { readonly problem: Message } {
  const wrong = (field: string) => ({ problem: message('interchange.unreadableField', { field }) });
  const by = new Map<string, Marks>();
  const marksOf = (given: unknown): Marks => {
    const { annotator, annotator_id: number, timestamp } = objectOf(given);
    const name = textOf(annotator) ?? textOf(number) ?? '';
    const marks: Marks = by.get(name) ?? { spans: [], classes: [] };
    by.set(name, marks);
    const time = timeIn(timestamp);
    if (time !== undefined) marks.at = Math.max(marks.at ?? 0, time);
    return marks;
  };
  const listOf = (value: unknown): readonly unknown[] | undefined =>
    value === undefined || value === null ? [] : Array.isArray(value) ? value : undefined;
  const seen = listOf(row['seen_by']);
  const annotations = listOf(row['annotations']);
  const classifications = listOf(row['classifications']);
  if (seen === undefined) return wrong('seen_by');
  if (annotations === undefined) return wrong('annotations');
  if (classifications === undefined) return wrong('classifications');
  for (const annotator of seen) marksOf(annotator);
  for (const annotation of annotations) {
    const { start, end, tag, value, correct, annotated_by: annotators } = objectOf(annotation);
    const label = textOf(tag);
    // Rejected by a reviewer.
    if (correct === false) continue;
    if (!isOffset(start) || !isOffset(end) || label === undefined) return wrong('annotations');
    const span = { start, end, label, ...(typeof value === 'string' && { text: value }) };
    for (const annotator of annotatorsIn(annotators)) marksOf(annotator).spans.push(span);
  }
  for (const classification of classifications) {
    const { classname, correct, classified_by: annotators } = objectOf(classification);
    const label = textOf(classname);
    if (correct === false) continue;
    if (label === undefined) return wrong('classifications');
    for (const annotator of annotatorsIn(annotators)) marksOf(annotator).classes.push(label);
  }
  return { by };
}

/** At least one annotator, who may be unknown. */
function annotatorsIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) && value.length > 0 ? value : [{}];
}

function judgementIn(
  { spans, classes }: Marks,
  { not, nothing, of }: ReadMeta,
  schema: Schema,
  line: number,
  task: ReadOptions['task'],
): RawJudgement | undefined {
  const searched = of ?? (schema.tags.length > 0 ? schema.tags : undefined);
  const found = {
    kind: 'spans' as const,
    spans,
    ...(searched ? { of: searched } : {}),
  };
  if (classes.length > 0 || not !== undefined) {
    const rawJudgement: RawJudgement = {
      kind: 'labels',
      yes: classes,
      no: not ?? [],
      rest: not === undefined ? 'no' : 'unknown',
      mayBeSingle: not === undefined,
    };
    return judgementOfTask(rawJudgement, found, line, task);
  }
  // An annotator who saw an example and marked nothing found no spans in it.
  const isOfSpans = schema.tags.length > 0 && schema.classes.length === 0;
  return spans.length > 0 || nothing || isOfSpans ? found : { kind: 'emptyList' };
}

async function* write(
  rows: AsyncIterable<ExchangeRow>,
  { task, labels }: Survey,
): AsyncGenerator<string> {
  let before = '{"examples":[\n';
  for await (const row of rows) {
    yield `${before}${JSON.stringify(exampleOf(row, labels))}`;
    before = ',\n';
  }
  const names = labels.map((name) => ({ name }));
  const schema = {
    tags: task === 'spans' ? names : [],
    classification_types: task === 'spans' ? [] : names,
  };
  yield `${before === ',\n' ? '' : before}\n],"schema":${JSON.stringify(schema)}}\n`;
}

function exampleOf({ id, ...row }: ExchangeRow, labels: readonly string[]): object {
  const { text, judgement, annotator, at, tokens } = row;
  const { annotator: _annotator, at: _at, ...around } = carriedAround(row);
  const seenBy = {
    ...(annotator !== undefined && { annotator }),
    ...(at !== undefined && { timestamp: new Date(at).toISOString() }),
  };
  const by = [seenBy];
  const alignment = toUnits(text, 'codepoint');
  const spans = judgement?.task === 'spans' ? inTextOrder(judgement.spans) : [];
  const metadata = metaOf(row, {
    ...(judgement ? around : carriedAround(row)),
    ...carriedOf(row, labels, []),
    ...(tokens && { tokens: tokensIn(tokens, alignment) }),
  });
  return {
    ...(id !== undefined && { example_id: id }),
    content: text,
    ...(metadata && { metadata }),
    seen_by: judgement ? by : [],
    annotations: spans.map((span) => {
      const { start, end } = alignment.map(span);
      return { start, end, tag: span.label, value: span.text, annotated_by: by };
    }),
    classifications: labelsOfText(judgement).map((classname) => ({ classname, classified_by: by })),
  };
}
