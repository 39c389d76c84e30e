import { inTextOrder, labelsThat, type Task } from '../../../task/judgement.ts';
import { toUnits } from '../../../task/offsets.ts';
import { recordsOf } from '../answers/settle.ts';
import { suggestionIn, type Suggestion } from '../answers/suggestion.ts';
import { fieldIn, carriedOf, tokensIn, type CarriedFields } from '../carried.ts';
import type { ExchangeRow, Fields } from '../exchangeRow.ts';
import type { Survey } from '../format.ts';
import { contextField } from '../ownFields.ts';
import { userOf } from './users.ts';

const question = 'label';

/**
 * JSON Lines with the columns of a dataset of version 2. All lines have the same fields, as
 * `datasets` requires.
 */
export async function* writeRecords(
  rows: AsyncIterable<ExchangeRow>,
  survey: Survey,
): AsyncGenerator<string> {
  const { task } = survey;
  const common = (row: ExchangeRow): unknown => [row.flagged, row.note, row.tokens, row.origin];
  for await (const group of recordsOf(rows, common)) {
    yield `${JSON.stringify(recordOf(group, survey, task))}\n`;
  }
}

function recordOf(group: readonly ExchangeRow[], survey: Survey, task: Task): object {
  const [row] = group as readonly [ExchangeRow];
  const answers = group.filter(({ judgement }) => judgement !== undefined);
  const carried = group.map((item) => carriedIn(item, survey, task));
  const isEmpty = carried.every((carriedItem) => Object.keys(carriedItem).length === 0);
  // The annotator's name assigns each entry to its response.
  const beside = group.map(({ annotator }, i) => ({
    ...(annotator !== undefined && { annotator }),
    ...carried[i],
  }));
  const marginalia = isEmpty ? null : JSON.stringify(beside.length > 1 ? beside : beside[0]);
  const isDone = group.some(({ judgement, skipped }) => judgement !== undefined || skipped);
  return {
    id: row.id ?? null,
    status: isDone ? 'completed' : 'pending',
    _server_id: null,
    text: row.text,
    ...contextFields(row, survey),
    [`${question}.responses`]: answers.map((answer) => valueOf(answer)),
    [`${question}.responses.users`]: answers.map(({ annotator }) => userOf(annotator)),
    [`${question}.responses.status`]: answers.map(() => 'submitted'),
    ...(survey.origin.includes('suggestion') && suggestionFields(suggestionOf(row, task), task)),
    marginalia,
  };
}

/** Names that Argilla reserves and names that look like answers get a prefix. */
function contextFields({ context }: ExchangeRow, survey: Survey): Fields {
  const taken = /^(?:status|_server_id|fields|metadata)$|\.(?:responses|suggestion)(?:\.|$)/;
  return Object.fromEntries(
    survey.context.map((name) => [
      taken.test(name) ? `pool.${name}` : contextField(name),
      fieldIn(context, name) ?? null,
    ]),
  );
}

function valueOf({ text, judgement }: ExchangeRow): unknown {
  if (judgement?.task === 'single') return judgement.label;
  if (judgement?.task === 'multi') return labelsThat(true, judgement);
  const alignment = toUnits(text, 'codepoint');
  return inTextOrder(judgement?.spans ?? []).map((span) => {
    const { start, end } = alignment.map(span);
    return { start, end, label: span.label };
  });
}

/** Argilla stores no time of a response, and rejects a discarded one without a value. */
function carriedIn(row: ExchangeRow, { labels, unused }: Survey, task: Task): CarriedFields {
  const { text, judgement, skipped, annotator, at, tokens } = row;
  const { origin, ...carried } = carriedOf(row, labels, unused);
  const { suggestion, ...others } = origin ?? {};
  const left = {
    ...others,
    ...(suggestion !== undefined && suggestionOf(row, task) === undefined && { suggestion }),
  };
  const isKnown = annotator === undefined || (judgement && userOf(annotator) === annotator);
  return {
    ...(skipped && { skipped }),
    ...(!isKnown && { annotator }),
    ...(at !== undefined && { at: new Date(at).toISOString() }),
    ...carried,
    ...(judgement?.task === 'spans' && judgement.spans.length === 0 && { nothing: true as const }),
    ...(tokens && { tokens: tokensIn(tokens, toUnits(text, 'codepoint')) }),
    ...(Object.keys(left).length > 0 && { origin: left }),
  };
}

/** The suggestion if it is read back unchanged; otherwise undefined. */
function suggestionOf({ origin }: ExchangeRow, task: Task): Suggestion | undefined {
  const found = suggestionIn(origin?.['suggestion'], task);
  const { label, labels, spans } = found ?? {};
  const isHeld = label !== undefined || (task !== 'single' && (labels ?? spans ?? []).length > 0);
  return isHeld && labels?.length !== 1 ? found : undefined;
}

function suggestionFields(suggestion: Suggestion | undefined, task: Task): Fields {
  const { label, labels, spans, probability, model } = suggestion ?? {};
  const several = labels ?? (label === undefined ? undefined : [label]);
  return {
    [`${question}.suggestion`]: (task === 'single' ? label : (spans ?? several)) ?? null,
    [`${question}.suggestion.score`]: probability ?? null,
    [`${question}.suggestion.agent`]: model ?? null,
  };
}
