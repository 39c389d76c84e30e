import type { Message } from '../../messages/message.ts';
import { message } from '../../messages/messages.ts';
import { objectGetter, textOf } from '../../pool/fields.ts';
import { inTextOrder, labelsOfText } from '../../task/judgement.ts';
import { toUnits } from '../../task/offsets.ts';
import {
  carriedOf,
  contextOf,
  metaIn,
  metaOf,
  objectOf,
  judgementByList,
  tokensIn,
  type ReadMeta,
} from './carried.ts';
import type { ExchangeRow, Fields, ReadRow, RawJudgement, RawSpan } from './exchangeRow.ts';
import type { Format, OpenFile, ReadItem, ReadOptions, Sample, Survey } from './format.ts';
import { rawSpan } from './readFields.ts';
import { judgementOfTask } from './rawJudgement.ts';
import { readTexts, recognisesTexts, type TextRow } from './textRows.ts';

/** JSON Lines as exported by doccano: lists of labels, `[start, end, label]`, or entities. */
export const doccano: Format = {
  name: 'doccano',
  title: 'doccano JSONL',
  tool: 'doccano',
  rows: 'json',
  tasks: ['single', 'multi', 'spans'],
  lacks: [],
  recognises: (sample) =>
    recognisesTexts((row) => listsIn(row).length > 0, textIn)(sample) && hasLabels(sample),
  read,
  write,
};

const lists = ['label', 'labels', 'cats', 'entities', 'annotations'] as const;
const known: readonly string[] = ['id', 'text', 'meta', 'Comments', ...lists];

/** Version 1.5 and later write the text to `data`. */
function textIn({ text, data }: Fields): unknown {
  return text ?? data;
}

function listsIn(row: Fields): unknown[][] {
  return lists.flatMap((name) => (Array.isArray(row[name]) ? [row[name] as unknown[]] : []));
}

/**
 * Whether most rows with anything in their lists have labels there, or spans. Entities of other
 * makers have other fields.
 */
function hasLabels({ objects = [] }: Sample): boolean {
  const filled = objects.map((row) => listsIn(row).flat()).filter(({ length }) => length > 0);
  return filled.filter((list) => list.every(isLabelled)).length * 2 >= filled.length;
}

function isLabelled(value: unknown): boolean {
  return Array.isArray(value) || textOf(value) !== undefined || 'label' in objectOf(value);
}

function read(file: OpenFile, { task }: ReadOptions): AsyncGenerator<ReadItem> {
  const idField = objectGetter('id');
  const rowIn = (row: TextRow) => rowOf(row, textOf(idField(row.row, row.json)), task);
  return readTexts(file, rowIn, textIn);
}

function rowOf(
  { row, text, line, json }: TextRow,
  id: string | undefined,
  task: ReadOptions['task'],
): ReadRow | { readonly problem: Message } {
  const meta = metaIn(row, json);
  const { not: _not, nothing: _nothing, of: _of, rest, ...around } = meta;
  const numbered: string[] = [];
  const rawJudgement = judgementOf(row, meta, numbered, { line, task });
  if (rawJudgement && 'problem' in rawJudgement) return rawJudgement;
  const others = Object.entries(row).filter(
    ([name, value]) =>
      !known.includes(name) &&
      (name !== 'data' || 'text' in row) &&
      value !== null &&
      !(Array.isArray(value) && value.length === 0),
  );
  const comments = row['Comments'];
  const note = Array.isArray(comments)
    ? comments.flatMap((comment) => textOf(comment) ?? []).join('\n')
    : '';
  return {
    line,
    text,
    ...(id === undefined || id === '' ? {} : { id }),
    ...(note !== '' && { note }),
    ...around,
    ...(rawJudgement ? { rawJudgement } : {}),
    ...(numbered.length > 0 ? { numbered } : {}),
    ...contextOf({ ...rest, ...Object.fromEntries(others) }),
  };
}

/** @param numbered collects the labels that are numbers */
function judgementOf(
  row: Fields,
  { skipped, not, nothing, of }: ReadMeta,
  numbered: string[],
  { line, task }: { readonly line: number; readonly task: ReadOptions['task'] },
): RawJudgement | { readonly problem: Message } | undefined {
  if (skipped) return undefined;
  const yes: string[] = [];
  const spans: RawSpan[] = [];
  for (const annotation of listsIn(row).flat()) {
    const span = spanOf(annotation);
    const name = span?.label ?? textOf(annotation) ?? textOf(objectOf(annotation)['label']);
    if (name === undefined) {
      return { problem: message('interchange.unreadableField', { field: 'label' }) };
    }
    const given = Array.isArray(annotation)
      ? (annotation as readonly unknown[])[2]
      : objectOf(annotation)['label'];
    if (typeof annotation === 'number' || typeof given === 'number') numbered.push(name);
    if (span) spans.push(span);
    else yes.push(name);
  }
  const inSpans = { kind: 'spans' as const, spans, ...(of ? { of } : {}) };
  const inList = yes.length > 0 || not !== undefined ? judgementByList(yes, not, true) : undefined;
  const hasSpans = spans.length > 0 || nothing;
  // Projects of intents and slots have both.
  if (hasSpans && inList && !Array.isArray(row['cats'])) {
    return { problem: message('interchange.unreadableField', { field: 'label' }) };
  }
  return (
    judgementOfTask(inList, hasSpans ? inSpans : undefined, line, task) ?? { kind: 'emptyList' }
  );
}

/** `[start, end, label]`, or an object with `start_offset`, `end_offset` and `label`. */
function spanOf(value: unknown): RawSpan | undefined {
  const { start_offset, end_offset, label: named } = objectOf(value);
  const [start, end, label] = Array.isArray(value)
    ? (value as readonly unknown[])
    : [start_offset, end_offset, named];
  return rawSpan(start, end, label);
}

async function* write(
  rows: AsyncIterable<ExchangeRow>,
  { labels, unused }: Survey,
): AsyncGenerator<string> {
  for await (const row of rows) {
    const { text, judgement, skipped, annotator, at, tokens } = row;
    const meta = metaOf(row, {
      ...(skipped && { skipped }),
      ...(annotator !== undefined && { annotator }),
      ...(at !== undefined && { at: new Date(at).toISOString() }),
      ...carriedOf(row, labels, unused),
      ...(judgement?.task === 'spans' && judgement.spans.length === 0 && { nothing: true }),
      ...(tokens && { tokens: tokensIn(tokens, toUnits(text, 'codepoint')) }),
    });
    yield `${JSON.stringify({ text, label: labelOf(row), ...(meta && { meta }) })}\n`;
  }
}

function labelOf({ text, judgement }: ExchangeRow): unknown[] {
  if (judgement?.task !== 'spans') return labelsOfText(judgement);
  const alignment = toUnits(text, 'codepoint');
  return inTextOrder(judgement.spans).map((span) => {
    const { start, end } = alignment.map(span);
    return [start, end, span.label];
  });
}
