import type { Message } from '../../messages/message.ts';
import { message } from '../../messages/messages.ts';
import { textOf } from '../../pool/fields.ts';
import { inTextOrder, labelsThat, type Span } from '../../task/judgement.ts';
import { toUnits, type Alignment, type Range } from '../../task/offsets.ts';
import {
  carriedOf,
  contextOf,
  metaOf,
  objectOf,
  readMeta,
  saidByList,
  type ReadMeta,
} from './carried.ts';
import { wordsOf } from './conll/words.ts';
import type { ExchangeRow, ReadRow, Said, Tokens } from './exchangeRow.ts';
import type { Format, OpenFile, ReadItem, Survey } from './format.ts';
import { isOffset, readSpans, unreadable } from './readFields.ts';
import { rowsOf } from './sourceRows.ts';

type Row = Readonly<Record<string, unknown>>;

/** What `prodigy db-out` writes and `db-in` reads. */
export const prodigy: Format = {
  name: 'prodigy',
  title: 'Prodigy',
  tasks: ['single', 'multi', 'spans'],
  lacks: [],
  recognises: ({ objects = [] }) =>
    objects.length > 0 &&
    objects.every((row) => typeof row['text'] === 'string') &&
    objects.some(isTask),
  read,
  write,
};

const answers: readonly unknown[] = ['accept', 'reject', 'ignore'];

function isTask(row: Row): boolean {
  return (
    answers.includes(row['answer']) ||
    '_task_hash' in row ||
    '_view_id' in row ||
    (Array.isArray(row['options']) && Array.isArray(row['accept']))
  );
}

/** Fields that are read, or that Prodigy makes itself. */
const known = ['text', 'meta', 'label', 'answer', 'options', 'accept', 'tokens', 'score', 'config'];

async function* read(file: OpenFile): AsyncGenerator<ReadItem> {
  for await (const { value, line, note } of rowsOf(file)) {
    const fault = unreadable(note);
    const row = objectOf(value);
    const { text } = row;
    if (fault !== undefined || typeof text !== 'string' || text.trim() === '') {
      yield { line, problem: fault ?? message('interchange.noText', { field: 'text' }) };
      continue;
    }
    const read = rowOf(row, text, line);
    yield 'problem' in read ? { line, problem: read.problem } : read;
  }
}

function rowOf(row: Row, text: string, line: number): ReadRow | { readonly problem: Message } {
  const { not: _not, nothing: _nothing, of: _of, rest, ...meta } = readMeta(row['meta']);
  const options = optionsOf(row['options']);
  const said = saidOf(row, readMeta(row['meta']), options);
  if (said && 'problem' in said) return said;
  const { score: metaScore, ...context } = rest;
  const label = textOf(row['label']);
  const score = row['score'] ?? metaScore;
  const suggests = label !== undefined && typeof score === 'number';
  const others = Object.entries(row).filter(
    ([name]) =>
      !known.includes(name) &&
      !name.startsWith('_') &&
      !(name === 'spans' && said?.kind === 'spans'),
  );
  const annotator = textOf(row['_annotator_id']) ?? textOf(row['_session_id']);
  const seconds = row['_timestamp'];
  const tokens = tokensOf(row['tokens']);
  return {
    line,
    text,
    ...(typeof seconds === 'number' && { at: Math.floor(seconds) * 1000 }),
    ...(annotator !== undefined && { annotator }),
    ...meta,
    ...(row['answer'] === 'ignore' && { skipped: true }),
    ...(said ? { said } : {}),
    ...(options ? { known: options } : {}),
    ...(tokens ? { tokens } : {}),
    ...(suggests && { origin: { ...meta.origin, suggestion: { label, probability: score } } }),
    ...contextOf({
      ...context,
      ...(metaScore !== undefined && !suggests && { score: metaScore }),
      ...Object.fromEntries(others),
    }),
  };
}

function saidOf(
  row: Row,
  { not, of }: Pick<ReadMeta, 'not' | 'of'>,
  options: readonly string[] | undefined,
): Said | { readonly problem: Message } | undefined {
  const { answer } = row;
  if (answer === 'ignore') return undefined;
  if (options !== undefined) {
    const accepted = Array.isArray(row['accept']) ? namesIn(row['accept']) : [];
    const style = objectOf(row['config'])['choice_style'];
    if (answer === 'reject') {
      return accepted.length === 0
        ? undefined
        : { kind: 'labels', yes: [], no: accepted, rest: 'unknown', mayBeSingle: false };
    }
    if (accepted.length === 0 && answer === undefined) return undefined;
    return saidByList(accepted, not, style !== 'multiple');
  }
  const manual = Array.isArray(row['tokens']) || /^(ner|spans)/.test(textOf(row['_view_id']) ?? '');
  if (Array.isArray(row['spans']) || (manual && answer !== undefined)) {
    const spans = readSpans(row['spans'] ?? []);
    if (spans === undefined)
      return { problem: message('interchange.unreadableField', { field: 'spans' }) };
    if (answer === 'reject' || row['_is_binary'] === true) {
      return { problem: message('interchange.spansInPart', {}) };
    }
    return { kind: 'spans', spans, ...(of ? { of } : {}) };
  }
  const label = textOf(row['label']);
  if (label === undefined) return undefined;
  return answer === 'reject'
    ? { kind: 'labels', yes: [], no: [label], rest: 'unknown', mayBeSingle: false }
    : { kind: 'labels', yes: [label], no: [], rest: 'unknown', mayBeSingle: true };
}

function optionsOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return namesIn((value as readonly unknown[]).map((option) => objectOf(option)['id']));
}

function namesIn(values: readonly unknown[]): string[] {
  return values.flatMap((value) => textOf(value) ?? []);
}

function tokensOf(value: unknown): Tokens | undefined {
  if (!Array.isArray(value)) return undefined;
  const tokens = (value as readonly unknown[]).flatMap((token): [number, number][] => {
    const { start, end } = objectOf(token);
    return isOffset(start) && isOffset(end) ? [[start, end]] : [];
  });
  return tokens.length === value.length ? tokens : undefined;
}

async function* write(
  rows: AsyncIterable<ExchangeRow>,
  { task, labels, unused }: Survey,
): AsyncGenerator<string> {
  const options = labels.map((label) => ({ id: label, text: label }));
  const style = { choice_style: task === 'single' ? 'single' : 'multiple' };
  for await (const row of rows) {
    const { judgement, skipped, annotator, at } = row;
    const answer = judgement ? 'accept' : skipped ? 'ignore' : undefined;
    const whole = at !== undefined && at % 1000 === 0;
    const meta = metaOf(row, {
      ...carriedOf(row, labels, task === 'spans' ? unused : []),
      ...(at !== undefined && !whole && { at: new Date(at).toISOString() }),
    });
    const body =
      task === 'spans'
        ? spansOf(row, judgement?.task === 'spans' ? judgement.spans : undefined)
        : {
            options,
            ...(answer && { accept: acceptedIn(row) }),
            config: style,
            _view_id: 'choice',
          };
    const line = {
      text: row.text,
      ...body,
      ...(answer && { answer }),
      ...(meta && { meta }),
      ...(annotator !== undefined && { _annotator_id: annotator }),
      ...(at !== undefined && { _timestamp: Math.floor(at / 1000) }),
    };
    yield `${JSON.stringify(line)}\n`;
  }
}

function acceptedIn({ judgement }: ExchangeRow): string[] {
  if (judgement?.task === 'single') return [judgement.label];
  return judgement?.task === 'multi' ? labelsThat(true, judgement) : [];
}

/** Tokens are cut where spans begin and end, for Prodigy takes no span that does not consist of them. */
function spansOf({ text, tokens }: ExchangeRow, spans: readonly Span[] | undefined): object {
  const ordered = inTextOrder(spans ?? []);
  const there = toUnits(text, 'codepoint');
  const words = wordsOf(text, tokens, ordered);
  const overlap = ordered.some(({ start }, i) => i > 0 && start < ordered[i - 1]!.end);
  return {
    tokens: words.map(({ start, end }, id) => ({
      text: text.slice(start, end),
      ...moved(there, { start, end }),
      id,
      ws: text[end] === ' ',
    })),
    ...(spans && { spans: ordered.map((span) => spanOf(span, words, there)) }),
    _view_id: overlap ? 'spans_manual' : 'ner_manual',
  };
}

function spanOf(span: Span, words: readonly Range[], there: Alignment): object {
  const first = words.findIndex(({ start }) => start >= span.start);
  const last = words.findLastIndex(({ end }) => end <= span.end);
  return {
    ...moved(there, span),
    ...(first >= 0 && last >= first && { token_start: first, token_end: last }),
    label: span.label,
    text: span.text,
  };
}

function moved(there: Alignment, range: Range): Range {
  const { start, end } = there.map(range);
  return { start, end };
}
