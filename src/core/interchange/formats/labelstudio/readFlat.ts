import { hasColumns } from '../../../pool/poolSpec.ts';
import { message } from '../../../messages/messages.ts';
import type { Message } from '../../../messages/message.ts';
import { objectGetter, textOf } from '../../../pool/fields.ts';
import { Annotators } from '../answers/annotators.ts';
import { questionOf, textFieldOf } from '../answers/layout.ts';
import { contextOf, objectOf } from '../carried.ts';
import type { Fields, ReadRow } from '../exchangeRow.ts';
import type { OpenFile, ReadItem, ReadOptions } from '../format.ts';
import { stringsOf, unreadable } from '../readFields.ts';
import { rowsOf } from '../sourceRows.ts';
import { tableRows } from '../tableRows.ts';
import { readCarried, leadTimeOf, timeOf } from './around.ts';
import { chosenIn, question as ownQuestion, judgementOf, type ChosenLabels } from './results.ts';
import { ofAnnotation } from './writeFlat.ts';

/** A row of JSON-MIN, or of a table, without its empty cells. */
interface FlatRow {
  readonly line: number;
  readonly fault: Message | undefined;
  readonly fields: Fields;
  /** With its digits as written. */
  readonly id: string | undefined;
}

/** The annotations of an export in which each comes with the data of its task. */
export async function* readFlat(file: OpenFile, options: ReadOptions): AsyncGenerator<ReadItem> {
  const layout = await layoutOf(file, options);
  const annotators = new Annotators();
  let [record, last] = [-1, ''];
  for await (const { line, fault, fields, id } of flatRows(file)) {
    const { [layout.text]: text, ...others } = fields;
    if (fault !== undefined || typeof text !== 'string' || text.trim() === '') {
      yield { line, problem: fault ?? message('interchange.noText', { field: layout.text }) };
      continue;
    }
    const chosen = layout.question === undefined ? none : answersIn(fields[layout.question]);
    if (chosen === undefined) {
      yield { line, problem: message('interchange.unreadableField', { field: layout.question! }) };
      continue;
    }
    // The annotations of a task are consecutive.
    const task = JSON.stringify([id, text]);
    if (id === undefined || task !== last) record++;
    last = task;
    yield { ...rowOf(others, chosen, layout, annotators), line, text, record, ...(id && { id }) };
  }
}

const none: ChosenLabels = { yes: [], spans: [] };

function rowOf(
  fields: Fields,
  chosen: ChosenLabels,
  { question }: Layout,
  annotators: Annotators,
): Omit<ReadRow, 'line' | 'text'> {
  const { annotator: by, created_at: created, updated_at: updated, lead_time: seconds } = fields;
  const data = Object.entries(fields).filter(
    ([name]) => name !== question && !isOfAnnotation(name) && name !== 'id',
  );
  const { record, answer, context } = readCarried(Object.fromEntries(data));
  const { origin: carried, ...ofRecord } = record;
  const origin = { ...carried, ...leadTimeOf(seconds) };
  const annotator = answer.annotator ?? annotators.nameOf(by);
  const at = timeOf(created, updated);
  const rawJudgement = judgementOf(chosen, answer);
  const isAnnotated = rawJudgement.kind !== 'emptyList' || fields['annotation_id'] !== undefined;
  return {
    ...ofRecord,
    ...(annotator !== undefined && { annotator }),
    ...(at !== undefined && { at }),
    ...(answer.skipped ? { skipped: true } : isAnnotated ? { rawJudgement } : {}),
    ...(Object.keys(origin).length > 0 && { origin }),
    ...contextOf(context),
  };
}

interface Layout {
  readonly text: string;
  readonly question: string | undefined;
}

function isOfAnnotation(name: string): boolean {
  return (ofAnnotation as readonly string[]).includes(name);
}

/**
 * The file does not say which columns are answers: detects them by values that only answers have,
 * then by names and the order of the columns.
 */
async function layoutOf(file: OpenFile, options: ReadOptions): Promise<Layout> {
  const texts = new Set<string>();
  const columns = new Set<string>();
  const structured = new Set<string>();
  for await (const { fields, fault } of flatRows(file)) {
    if (fault !== undefined) continue;
    for (const [name, value] of Object.entries(fields)) {
      if (name === 'marginalia' || name === 'id') continue;
      columns.add(name);
      if (isOfAnnotation(name)) continue;
      if (isStructured(value)) structured.add(name);
      if (typeof value === 'string' && value.trim() !== '') texts.add(name);
    }
  }
  const named = options.question;
  const text = textFieldOf(
    // A column that has an answer in any row has no texts.
    new Set(
      [...texts].filter((name) => name === 'text' || (!structured.has(name) && name !== named)),
    ),
    [...texts].filter((name) => /^(text|review|sentence|document|content|body)$/i.test(name)),
    options,
  );
  structured.delete(text);
  if (named !== undefined) return { text, question: questionOf(columns, options) };
  if (structured.size > 0) return { text, question: questionOf(structured, options) };
  const others = [...texts].filter((name) => name !== text);
  const behind = [...columns].slice([...columns].indexOf(text) + 1);
  const last = others.filter((name) => name === behind[behind.findIndex(isOfAnnotation) - 1]);
  const likely = [
    others.filter((name) => name === ownQuestion),
    others.filter((name) => /^(labels?|choices?|class|category|sentiment)$/i.test(name)),
    others.length > 1 ? last : others,
  ].find(({ length }) => length > 0);
  return { text, question: questionOf(new Set(likely ?? others), options) };
}

/** Whether a value has a form that only answers have: `{choices}`, or a list of spans. */
function isStructured(value: unknown): boolean {
  const parsed = parsedIn(value);
  const parts = Array.isArray(parsed) ? (parsed as readonly unknown[]) : [parsed];
  return (
    parts.length > 0 &&
    parts.every((part) => {
      const { choices, labels, start } = objectOf(part);
      return Array.isArray(choices) || (Array.isArray(labels) && start !== undefined);
    })
  );
}

/** @returns undefined if it is not written as an answer */
function answersIn(value: unknown): ChosenLabels | undefined {
  if (value === undefined || value === null || value === '') return none;
  const parsed = parsedIn(value);
  const label = textOf(parsed);
  if (label !== undefined) return { yes: label.trim() === '' ? [] : [label], spans: [] };
  const names = stringsOf(parsed);
  if (names !== undefined) return { yes: names, spans: [] };
  return chosenIn(Array.isArray(parsed) ? (parsed as readonly unknown[]) : [parsed]);
}

function parsedIn(value: unknown): unknown {
  return typeof value === 'string' && /^\s*[[{]/.test(value) ? jsonIn(value) : value;
}

/** Parses JSON; returns text that is not JSON unchanged. */
function jsonIn(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

async function* flatRows(file: OpenFile): AsyncGenerator<FlatRow> {
  if (file.form && hasColumns(file.form)) {
    yield* cellRows(file);
    return;
  }
  const idField = objectGetter('id');
  for await (const { value, line, note, json } of rowsOf(file)) {
    const id = textOf(idField(value, json));
    yield {
      line,
      fault: unreadable(note),
      fields: Object.fromEntries(
        Object.entries(objectOf(value)).filter(([, field]) => field !== null),
      ),
      id: id === '' ? undefined : id,
    };
  }
}

async function* cellRows(file: OpenFile): AsyncGenerator<FlatRow> {
  for await (const row of tableRows(file)) {
    if ('problem' in row) {
      yield { line: row.line, fault: row.problem, fields: {}, id: undefined };
      continue;
    }
    const cells = row.names.flatMap((name): [string, unknown][] => {
      const cell = row.cell(name);
      if (cell === '') return [];
      return [[name, name === 'marginalia' ? jsonIn(cell) : cell]];
    });
    const fields = Object.fromEntries(cells);
    yield { line: row.line, fault: undefined, fields, id: textOf(fields['id']) };
  }
}
