import type { Message } from '../../messages/message.ts';
import { message } from '../../messages/messages.ts';
import { inTextOrder, sameSet } from '../../task/judgement.ts';
import { toUnits } from '../../task/offsets.ts';
import { carriedAround, contextOf, metaOf, objectOf, metaIn, tokensIn } from './carried.ts';
import type { ExchangeRow, Fields, ReadRow, RawJudgement, RawSpan } from './exchangeRow.ts';
import type { Format, ReadOptions, Sample, Survey } from './format.ts';
import { judgementByFlags, judgementOfTask } from './rawJudgement.ts';
import { rawSpan, readSpans, readTokenObjects } from './readFields.ts';
import { readTexts, recognisesTexts, type TextRow } from './textRows.ts';

/**
 * JSON Lines for spaCy: `cats` as in its examples, and `entities` as `Example.from_dict` takes
 * them. Reads the output of `Doc.to_json` as well. docs/formats.md shows how to convert the lines
 * to a DocBin.
 */
export const spacy: Format = {
  name: 'spacy',
  title: 'spaCy JSONL',
  tool: 'spaCy',
  rows: 'json',
  tasks: ['single', 'multi', 'spans'],
  lacks: [],
  recognises: recognisesTexts(isExample),
  read: (file, { task }) => readTexts(file, (row) => rowOf(row, task)),
  write,
};

const known = ['text', 'meta', 'cats', 'entities', 'ents', 'spans', 'tokens', 'sents'];

function isExample(row: Fields): boolean {
  if (Array.isArray(row['cats'])) return false;
  const cats = Object.values(objectOf(row['cats']));
  if (cats.length > 0) return cats.every((value) => flagOf(value) !== undefined);
  return 'offsets' in row || 'of' in row ? false : (entitiesIn(row)?.length ?? 0) > 0;
}

/** Training data of version 2: documents of paragraphs of sentences of tokens. */
export function isOldSpacy({ text }: Sample): boolean {
  return /"paragraphs"\s*:\s*\[\s*\{[^]*?"sentences"\s*:\s*\[\s*\{\s*"tokens"/.test(text);
}

function rowOf(
  { row, text, line, json }: TextRow,
  task: ReadOptions['task'],
): ReadRow | { readonly problem: Message } {
  const { not: _not, nothing: _nothing, of, rest, ...around } = metaIn(row, json);
  const wrong = (field: string) => ({ problem: message('interchange.unreadableField', { field }) });
  const yes: string[] = [];
  const no: string[] = [];
  for (const [label, value] of Object.entries(objectOf(row['cats']))) {
    const applies = flagOf(value);
    if (applies === undefined) return wrong('cats');
    (applies ? yes : no).push(label);
  }
  const spans = entitiesIn(row);
  if (spans === undefined) return wrong('entities');
  const labels = yes.length + no.length > 0 ? judgementByFlags(yes, no) : undefined;
  const found = 'entities' in row || 'ents' in row || 'spans' in row;
  const rawJudgement: RawJudgement | undefined = judgementOfTask(
    labels,
    found ? { kind: 'spans', spans, ...(of ? { of } : {}) } : undefined,
    line,
    task,
  );
  const tokens = around.tokens ?? readTokenObjects(row['tokens']);
  const others = Object.entries(row).filter(
    ([name, value]) => !known.includes(name) && value !== null,
  );
  return {
    line,
    text,
    ...around,
    ...(rawJudgement && !around.skipped ? { rawJudgement } : {}),
    ...(rawJudgement === labels && labels ? { known: [...yes, ...no] } : {}),
    ...(tokens ? { tokens } : {}),
    ...contextOf({ ...rest, ...Object.fromEntries(others) }),
  };
}

/** Labels are 1 and 0; values between are the scores of a model. */
function flagOf(value: unknown): boolean | undefined {
  if (value === 1 || value === true) return true;
  return value === 0 || value === false ? false : undefined;
}

/** `[start, end, label]`, `{start, end, label}`, or groups of these; undefined for anything else. */
function entitiesIn(row: Fields): RawSpan[] | undefined {
  const { entities, ents, spans } = row;
  const groups: readonly unknown[] =
    typeof spans === 'object' && spans !== null && !Array.isArray(spans)
      ? Object.values(spans)
      : [spans];
  const found: RawSpan[] = [];
  for (const group of [entities, ents, ...groups]) {
    if (group === undefined || group === null) continue;
    if (!Array.isArray(group)) return undefined;
    for (const item of group as readonly unknown[]) {
      const [start, end, label] = Array.isArray(item) ? (item as readonly unknown[]) : [];
      const span = Array.isArray(item) ? rawSpan(start, end, label) : readSpans([item])?.[0];
      if (span === undefined) return undefined;
      found.push(span);
    }
  }
  return found;
}

async function* write(
  rows: AsyncIterable<ExchangeRow>,
  { labels, unused }: Survey,
): AsyncGenerator<string> {
  for await (const row of rows) {
    const { text, judgement, tokens } = row;
    const isPart =
      judgement?.task === 'spans' && (unused.length > 0 || !sameSet(judgement.of, labels));
    const meta = metaOf(row, {
      ...carriedAround(row),
      ...(isPart && { of: judgement.of }),
      ...(tokens && { tokens: tokensIn(tokens, toUnits(text, 'codepoint')) }),
    });
    yield `${JSON.stringify({ text, ...answerOf(row, labels), ...(meta && { meta }) })}\n`;
  }
}

function answerOf({ text, judgement }: ExchangeRow, labels: readonly string[]): object {
  if (judgement === undefined) return {};
  if (judgement.task === 'single') {
    const cats = labels.map((label) => [label, label === judgement.label ? 1 : 0] as const);
    return { cats: Object.fromEntries(cats) };
  }
  if (judgement.task === 'multi') {
    const cats = [...judgement.labels].map(([label, applies]) => [label, applies ? 1 : 0] as const);
    return { cats: Object.fromEntries(cats) };
  }
  const alignment = toUnits(text, 'codepoint');
  const entities = inTextOrder(judgement.spans).map((span) => {
    const { start, end } = alignment.map(span);
    return [start, end, span.label];
  });
  return { entities };
}
