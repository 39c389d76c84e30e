import { message } from '../../messages/messages.ts';
import { objectGetter, textOf } from '../../pool/fields.ts';
import { inTextOrder, labelsThat, type Judgement } from '../../task/judgement.ts';
import { offsetUnits, toUnits, type OffsetUnit } from '../../task/offsets.ts';
import type { ExchangeRow, ReadRow, RawJudgement } from './exchangeRow.ts';
import type { Format, OpenFile, ReadItem, Survey, WriteOptions } from './format.ts';
import { contextOf, tokensIn } from './carried.ts';
import { contextField, contextName, isOwnField, originFields } from './ownFields.ts';
import { readAround, readSpans, readTokens, stringsOf, unreadable } from './readFields.ts';
import { rowsOf } from './sourceRows.ts';

/** JSON Lines as exported by Marginalia. */
export const marginalia: Format = {
  name: 'marginalia',
  title: 'Marginalia JSONL',
  tool: '',
  rows: 'json',
  tasks: ['single', 'multi', 'spans'],
  lacks: [],
  recognises: ({ objects = [] }) => objects.length > 0 && objects.every(isOurs),
  read: (file) => readOwnLines(file),
  write,
};

function isOurs(row: Readonly<Record<string, unknown>>): boolean {
  if (textOf(row['text']) === undefined) return false;
  if ('labels' in row) return 'not' in row;
  if ('spans' in row) return row['spans'] === null || 'of' in row || 'offsets' in row;
  return 'label' in row && (row['label'] === null || typeof row['label'] === 'string');
}

/**
 * @param renamed maps the fields of another tool to Marginalia's names, given the row and its JSON
 * @param byId the id field, for rows without texts
 */
export async function* readOwnLines(
  file: OpenFile,
  renamed?: (
    row: Readonly<Record<string, unknown>>,
    json: string | undefined,
  ) => Readonly<Record<string, unknown>>,
  byId?: string,
): AsyncGenerator<ReadItem> {
  const textField = objectGetter('text');
  const idField = objectGetter(byId ?? 'id');
  const labelField = objectGetter('label');
  for await (const { value, line, note, json: written } of rowsOf(file)) {
    const fault = unreadable(note);
    const given = value as Readonly<Record<string, unknown>>;
    const row = renamed && !fault ? renamed(given, written) : given;
    const json = renamed ? undefined : written;
    const text = fault ? undefined : textOf(textField(row, json));
    // With the digits of the file, not those of a double.
    const id = fault ? undefined : textOf(idField(byId === undefined ? row : given, written));
    const needed = byId === undefined ? text : id;
    if (fault || needed === undefined || needed.trim() === '') {
      const missing =
        byId === undefined
          ? message('interchange.noText', { field: 'text' })
          : message('import.noId', { field: byId });
      yield { line, problem: fault ?? missing };
      continue;
    }
    const rawJudgement = judgementIn(row, textOf(labelField(row, json)));
    if (rawJudgement && 'problem' in rawJudgement) {
      yield { line, problem: rawJudgement.problem };
      continue;
    }
    const unit = offsetUnits.find((known) => known === row['offsets']);
    const tokens = readTokens(row['tokens']);
    yield {
      line,
      ...(byId === undefined ? { text: text! } : { text: '', byId: true }),
      ...(id === undefined || id === '' ? {} : { id }),
      ...readAround(row),
      ...(rawJudgement ? { rawJudgement } : {}),
      ...(unit ? { unit } : {}),
      ...(tokens ? { tokens } : {}),
      ...readContext(row),
    } satisfies ReadRow;
  }
}

function judgementIn(
  row: Readonly<Record<string, unknown>>,
  label: string | undefined,
): RawJudgement | { readonly problem: ReturnType<typeof message> } | undefined {
  if (row['skipped'] === true) return undefined;
  const wrong = (field: string) => ({ problem: message('interchange.unreadableField', { field }) });
  if (row['spans'] !== undefined && row['spans'] !== null) {
    const spans = readSpans(row['spans']);
    const of = row['of'] == null ? undefined : stringsOf(row['of']);
    if (spans === undefined) return wrong('spans');
    return { kind: 'spans', spans, ...(of ? { of } : {}) };
  }
  if (row['labels'] != null || row['not'] != null) {
    const yes = stringsOf(row['labels'] ?? []);
    const no = stringsOf(row['not'] ?? []);
    if (yes === undefined || no === undefined) return wrong(yes ? 'not' : 'labels');
    return { kind: 'labels', yes, no, rest: 'unknown', mayBeSingle: false };
  }
  if (label !== undefined && label.trim() !== '') return { kind: 'label', label };
  return row['label'] == null || label !== undefined ? undefined : wrong('label');
}

function readContext(row: Readonly<Record<string, unknown>>): Pick<ReadRow, 'context' | 'origin'> {
  // Exports write unknown values as null, so that every line has the same fields.
  const given = Object.entries(row).filter(([, value]) => value !== null);
  const context = given.filter(([field]) => !isOwnField(field));
  const origin = given.filter(([field]) => originFields.includes(field));
  return {
    ...contextOf(Object.fromEntries(context.map(([field, value]) => [contextName(field), value]))),
    ...(origin.length > 0 ? { origin: Object.fromEntries(origin) } : {}),
  };
}

async function* write(
  rows: AsyncIterable<ExchangeRow>,
  { task }: Survey,
  { unit }: WriteOptions,
): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(ownLine(row, task, unit))}\n`;
}

/** The fields of a row in Marginalia's own exports. */
export function ownLine(
  row: ExchangeRow,
  task: Survey['task'],
  unit: OffsetUnit,
): Readonly<Record<string, unknown>> {
  const { id, text, judgement, skipped, annotator, at, flagged, note, context, origin } = row;
  return {
    id: id ?? null,
    text,
    ...answerOf(row, task, judgement, unit),
    ...(skipped && { skipped }),
    ...(annotator !== undefined && { annotator }),
    ...(at !== undefined && { at: new Date(at).toISOString() }),
    ...(flagged && { flagged }),
    ...(note !== undefined && { note }),
    ...origin,
    ...Object.fromEntries(
      Object.entries(context ?? {}).map(([name, value]) => [contextField(name), value]),
    ),
  };
}

function answerOf(
  { text, tokens }: ExchangeRow,
  task: Survey['task'],
  judgement: Judgement | undefined,
  unit: OffsetUnit,
): object {
  if (task === 'single') return { label: judgement?.task === 'single' ? judgement.label : null };
  if (task === 'multi') {
    if (judgement?.task !== 'multi') return { labels: null, not: null };
    return { labels: labelsThat(true, judgement), not: labelsThat(false, judgement) };
  }
  const alignment = toUnits(text, unit);
  const edges = tokens && { tokens: tokensIn(tokens, alignment) };
  if (judgement?.task !== 'spans')
    return { spans: null, ...edges, ...(edges && { offsets: unit }) };
  const spans = inTextOrder(judgement.spans).map((span) => {
    const { start, end } = alignment.map(span);
    return { start, end, label: span.label, text: span.text };
  });
  return { spans, of: judgement.of, ...edges, offsets: unit };
}
