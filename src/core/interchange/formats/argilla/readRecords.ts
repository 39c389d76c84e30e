import { message } from '../../../messages/messages.ts';
import { objectGetter, textOf } from '../../../pool/fields.ts';
import { Annotators } from '../answers/annotators.ts';
import { questionOf, textFieldOf } from '../answers/layout.ts';
import { suggestionOf } from '../answers/suggestion.ts';
import { contextOf, objectOf, readMeta, judgementByList, type ReadMeta } from '../carried.ts';
import type { Fields, ReadRow, RawJudgement, RawSpan } from '../exchangeRow.ts';
import type { OpenFile, ReadItem, ReadOptions } from '../format.ts';
import { readSpans, stringsOf, unreadable } from '../readFields.ts';
import { rowsOf } from '../sourceRows.ts';
import { recordOf, type ArgillaRecord, type Response, type ArgillaSuggestion } from './records.ts';
import { noUser, userOf } from './users.ts';

interface Layout {
  readonly text: string;
  readonly question: string | undefined;
}

/** The records of an export, with a row for each response. */
export async function* readRecords(file: OpenFile, options: ReadOptions): AsyncGenerator<ReadItem> {
  const layout = await layoutOf(file, options);
  const annotators = new Annotators();
  const idField = objectGetter('id');
  let number = 0;
  for await (const { value, line, note, json } of rowsOf(file)) {
    const id = textOf(idField(value, json));
    const record = recordOf(objectOf(value), id === '' ? undefined : id);
    const text = record.fields[layout.text];
    const fault = unreadable(note);
    if (fault !== undefined || typeof text !== 'string' || text.trim() === '') {
      yield { line, problem: fault ?? message('interchange.noText', { field: layout.text }) };
      continue;
    }
    const base = { line, text, record: number++, ...(record.id && { id: record.id }) };
    yield* rowsOfRecord(record, base, layout, annotators);
  }
}

async function layoutOf(file: OpenFile, options: ReadOptions): Promise<Layout> {
  const fields = new Set<string>();
  const questions = new Set<string>();
  for await (const { value, note } of rowsOf(file)) {
    if (note?.fault !== undefined) continue;
    const record = recordOf(objectOf(value), undefined);
    for (const [name, field] of Object.entries(record.fields)) {
      if (name !== 'marginalia' && typeof field === 'string' && field.trim() !== '')
        fields.add(name);
    }
    for (const name of [...record.responses.keys(), ...record.suggestions.keys()]) {
      questions.add(name);
    }
  }
  return { text: textFieldOf(fields, [], options), question: questionOf(questions, options) };
}

function* rowsOfRecord(
  { fields, metadata, responses, suggestions, at, discarded }: ArgillaRecord,
  base: ReadRow,
  { text, question }: Layout,
  annotators: Annotators,
): Generator<ReadItem> {
  const { [text]: _text, ...ofRecord } = fields;
  const { marginalia, ...others }: Fields = { ...metadata, ...ofRecord };
  const kept = metadataList(marginalia);
  const context = Object.entries(readMeta(others).rest).filter(([, value]) => value !== null);
  const beside = contextOf({
    ...Object.fromEntries(context),
    ...('id' in others && { id: others['id'] }),
    ...otherAnswers({ responses, suggestions }, question),
  });
  const suggestion = question === undefined ? undefined : suggestions.get(question);
  const proposed = suggestion && suggestionIn(suggestion);
  const row = (own: Partial<ReadRow>, { flagged, note, tokens, origin }: ReadMeta): ReadRow => {
    const whole = { ...origin, ...(proposed && { suggestion: proposed }) };
    return {
      ...base,
      ...(flagged && { flagged }),
      ...(note !== undefined && { note }),
      ...(tokens && { tokens }),
      ...own,
      ...(Object.keys(whole).length > 0 && { origin: whole }),
      ...beside,
    };
  };
  const answers = (question === undefined ? undefined : responses.get(question)) ?? [];
  const left = answers.filter(({ status }) => status !== 'draft' && status !== 'pending');
  const isDone = left.length > 0 || kept.some(({ skipped }) => skipped) || discarded;
  if (!isDone) {
    const { annotator, at: time } = kept[0]!;
    yield row({ ...named(annotator), ...timed(time) }, kept[0]!);
    return;
  }
  if (left.length === 0 && discarded) yield row({ skipped: true, ...timed(at) }, kept[0]!);
  // Each entry belongs to the response of its own annotator.
  for (const entry of kept) {
    const i = left.findIndex(({ user }) => user === userOf(entry.annotator));
    if (entry.skipped) {
      yield row({ skipped: true, ...named(entry.annotator), ...timed(entry.at) }, entry);
    } else if (i >= 0) yield answered(left.splice(i, 1)[0]!, entry);
  }
  for (const response of left) yield answered(response, undefined);

  function answered({ value, user, status }: Response, carried: ReadMeta | undefined): ReadItem {
    const isSkipped = status === 'discarded' || discarded === true;
    const rawJudgement = isSkipped ? undefined : judgementOf(value, carried ?? {});
    if (rawJudgement && 'problem' in rawJudgement)
      return { line: base.line, problem: rawJudgement.problem };
    const unnamed = user === noUser ? undefined : annotators.nameOf(user);
    return row(
      {
        ...named(carried?.annotator ?? unnamed),
        ...timed(carried?.at ?? at),
        ...(isSkipped ? { skipped: true } : rawJudgement ? { rawJudgement } : {}),
      },
      carried ?? kept[0]!,
    );
  }
}

function named(annotator: string | undefined): Pick<ReadRow, 'annotator'> {
  return annotator === undefined ? {} : { annotator };
}

function timed(at: number | undefined): Pick<ReadRow, 'at'> {
  return at === undefined ? {} : { at };
}

/**
 * What Marginalia wrote beside the responses: one entry for each, or one for a record without any.
 */
function metadataList(value: unknown): readonly ReadMeta[] {
  let parsed = value;
  if (typeof value === 'string') {
    try {
      parsed = JSON.parse(value);
    } catch {
      parsed = {};
    }
  }
  const all = Array.isArray(parsed) ? (parsed as readonly unknown[]) : [parsed];
  return (all.length > 0 ? all : [{}]).map((marginalia) => readMeta({ marginalia }));
}

function judgementOf(
  value: unknown,
  { not, nothing, of }: Partial<Pick<ReadMeta, 'not' | 'nothing' | 'of'>>,
): RawJudgement | { readonly problem: ReturnType<typeof message> } | undefined {
  if (value === undefined || value === null) return undefined;
  const label = textOf(value);
  if (label !== undefined) return label.trim() === '' ? undefined : { kind: 'label', label };
  const chosen = chosenIn(value);
  if (chosen === undefined) {
    return { problem: message('interchange.unreadableField', { field: 'responses' }) };
  }
  const { yes, spans } = chosen;
  if (spans.length > 0 || (nothing && yes.length === 0)) {
    return { kind: 'spans', spans, ...(of ? { of } : {}) };
  }
  const still = not?.filter((name) => !yes.includes(name));
  return yes.length > 0 || still !== undefined
    ? judgementByList(yes, still, false)
    : { kind: 'emptyList' };
}

/** A label, labels, or spans. */
function chosenIn(
  value: unknown,
): { readonly yes: readonly string[]; readonly spans: readonly RawSpan[] } | undefined {
  const label = textOf(value);
  if (label !== undefined) return { yes: [label], spans: [] };
  const yes = stringsOf(value);
  if (yes !== undefined) return { yes, spans: [] };
  const spans = readSpans(value);
  return spans && { yes: [], spans };
}

function suggestionIn({ value, score, agent }: ArgillaSuggestion): object | undefined {
  const chosen = chosenIn(value);
  return chosen && suggestionOf(chosen, score, agent);
}

/** Answers to other questions, under the names that version 2 gives them. */
function otherAnswers(
  { responses, suggestions }: Pick<ArgillaRecord, 'responses' | 'suggestions'>,
  question: string | undefined,
): Fields {
  const fields: Record<string, unknown> = {};
  const values = (all: readonly Response[]): unknown[] => all.map(({ value }) => value);
  for (const [name, all] of responses) {
    if (name !== question && all.length > 0) fields[`${name}.responses`] = values(all);
  }
  for (const [name, { value }] of suggestions) {
    if (name !== question && value !== null) fields[`${name}.suggestion`] = value;
  }
  return fields;
}
