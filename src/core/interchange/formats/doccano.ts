import type { Message } from '../../messages/message.ts';
import { message } from '../../messages/messages.ts';
import { objectGetter, textOf } from '../../pool/fields.ts';
import { inTextOrder, labelsThat } from '../../task/judgement.ts';
import { toUnits } from '../../task/offsets.ts';
import {
  carriedOf,
  contextOf,
  metaOf,
  objectOf,
  readMeta,
  saidByList,
  tokensIn,
  type ReadMeta,
} from './carried.ts';
import type { ExchangeRow, Fields, ReadRow, Said, SaidSpan } from './exchangeRow.ts';
import type { Format, OpenFile, ReadItem, Survey } from './format.ts';
import { isOffset } from './readFields.ts';
import { readTexts, recognisesTexts, type TextRow } from './textRows.ts';

/** JSON Lines as exported by doccano: lists of labels, `[start, end, label]`, or entities. */
export const doccano: Format = {
  name: 'doccano',
  title: 'doccano JSONL',
  rows: 'json',
  tasks: ['single', 'multi', 'spans'],
  lacks: [],
  recognises: recognisesTexts((row) => listsIn(row).length > 0),
  read,
  write,
};

const lists = ['label', 'labels', 'entities', 'annotations'] as const;
const known: readonly string[] = ['id', 'text', 'meta', 'Comments', ...lists];

function listsIn(row: Fields): unknown[][] {
  return lists.flatMap((name) => (Array.isArray(row[name]) ? [row[name] as unknown[]] : []));
}

function read(file: OpenFile): AsyncGenerator<ReadItem> {
  const idField = objectGetter('id');
  return readTexts(file, (row) => rowOf(row, textOf(idField(row.row, row.json))));
}

function rowOf(
  { row, text, line }: TextRow,
  id: string | undefined,
): ReadRow | { readonly problem: Message } {
  const meta = readMeta(row['meta']);
  const { not: _not, nothing: _nothing, of: _of, rest, ...around } = meta;
  const numbered: string[] = [];
  const said = saidOf(row, meta, numbered);
  if (said && 'problem' in said) return said;
  const others = Object.entries(row).filter(
    ([name, value]) =>
      !known.includes(name) && value !== null && !(Array.isArray(value) && value.length === 0),
  );
  const comments = row['Comments'];
  const note = Array.isArray(comments)
    ? comments.flatMap((one) => textOf(one) ?? []).join('\n')
    : '';
  return {
    line,
    text,
    ...(id === undefined ? {} : { id }),
    ...(note !== '' && { note }),
    ...around,
    ...(said ? { said } : {}),
    ...(numbered.length > 0 ? { numbered } : {}),
    ...contextOf({ ...rest, ...Object.fromEntries(others) }),
  };
}

/** @param numbered collects the labels that are numbers */
function saidOf(
  row: Fields,
  { skipped, not, nothing, of }: ReadMeta,
  numbered: string[],
): Said | { readonly problem: Message } | undefined {
  if (skipped) return undefined;
  const yes: string[] = [];
  const spans: SaidSpan[] = [];
  for (const one of listsIn(row).flat()) {
    const span = spanOf(one);
    const name = span?.label ?? textOf(one) ?? textOf(objectOf(one)['label']);
    if (name === undefined || (yes.length > 0 && span)) {
      return { problem: message('interchange.unreadableField', { field: 'label' }) };
    }
    const given = Array.isArray(one) ? (one as readonly unknown[])[2] : objectOf(one)['label'];
    if (typeof one === 'number' || typeof given === 'number') numbered.push(name);
    if (span) spans.push(span);
    else yes.push(name);
  }
  if (spans.length > 0 || nothing) return { kind: 'spans', spans, ...(of ? { of } : {}) };
  return yes.length > 0 || not !== undefined ? saidByList(yes, not, true) : { kind: 'emptyList' };
}

/** `[start, end, label]`, or an object with `start_offset`, `end_offset` and `label`. */
function spanOf(value: unknown): SaidSpan | undefined {
  const { start_offset, end_offset, label: named } = objectOf(value);
  const [start, end, label] = Array.isArray(value)
    ? (value as readonly unknown[])
    : [start_offset, end_offset, named];
  const name = textOf(label);
  return isOffset(start) && isOffset(end) && name !== undefined
    ? { start, end, label: name }
    : undefined;
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
  if (judgement?.task === 'single') return [judgement.label];
  if (judgement?.task === 'multi') return labelsThat(true, judgement);
  const there = toUnits(text, 'codepoint');
  return inTextOrder(judgement?.spans ?? []).map((span) => {
    const { start, end } = there.map(span);
    return [start, end, span.label];
  });
}
