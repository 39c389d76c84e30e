import { textOf } from '../../../pool/fields.ts';
import { objectOf } from '../carried.ts';
import type { Fields } from '../exchangeRow.ts';
import { timeIn } from '../readFields.ts';

/** An answer to one question. */
export interface Response {
  readonly value: unknown;
  readonly user: unknown;
  /** `submitted`, `draft` or `discarded`; undefined stands for `submitted`. */
  readonly status: unknown;
}

export interface ArgillaSuggestion {
  readonly value: unknown;
  readonly score: unknown;
  readonly agent: unknown;
}

/** A record of any version of Argilla. */
export interface ArgillaRecord {
  readonly id: string | undefined;
  /** Version 2 may write metadata as fields. */
  readonly fields: Fields;
  readonly metadata?: Fields;
  readonly responses: ReadonlyMap<string, readonly Response[]>;
  readonly suggestions: ReadonlyMap<string, ArgillaSuggestion>;
  /** Milliseconds since 1970; version 1 only. */
  readonly at?: number;
  /** Version 1 only. */
  readonly discarded?: true;
}

type Row = Readonly<Record<string, unknown>>;

const column = /^(?!pool\.)(.+)\.(responses|suggestion)(?:\.(users|status|score|agent))?$/s;

/** Whether a row is a record of any version, judging by its fields. */
export function isRecord(row: Row): boolean {
  return (
    isNested(row) ||
    isClassic(row) ||
    Object.entries(row).some(
      ([name, value]) => column.test(name) || /.-suggestion$/.test(name) || isResponses(value),
    )
  );
}

/** @param id the record's id with its digits as written */
export function recordOf(row: Row, id: string | undefined): ArgillaRecord {
  if (isNested(row)) return nestedRecord(row, id);
  if (isClassic(row)) return classicRecord(row, id);
  return Object.keys(row).some((name) => column.test(name))
    ? flatRecord(row, id)
    : feedbackRecord(row, id);
}

/** As `records.to_json()` of version 2 writes it. */
function isNested(row: Row): boolean {
  return isObject(row['fields']) && (isObject(row['responses']) || isObject(row['suggestions']));
}

/** As text and token classification of version 1 have it. */
function isClassic(row: Row): boolean {
  return (
    ('annotation' in row || 'prediction' in row) &&
    ('annotation_agent' in row || 'prediction_agent' in row)
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `[{user_id, value, status}]`, as a dataset of version 1 has it. */
function isResponses(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    (value as readonly unknown[]).every((item) => {
      const response = objectOf(item);
      return 'value' in response && ('user_id' in response || 'status' in response);
    })
  );
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function responsesIn(value: unknown): Response[] {
  return listOf(value).map((response) => {
    const { value: given, user_id: user, status } = objectOf(response);
    return { value: given, user, status };
  });
}

/** As datasets of version 2 are written: parallel lists, and fields and metadata as columns. */
function flatRecord(row: Row, id: string | undefined): ArgillaRecord {
  const fields: (readonly [string, unknown])[] = [];
  const responses = new Map<string, Response[]>();
  const suggestions = new Map<string, ArgillaSuggestion>();
  for (const [name, value] of Object.entries(row)) {
    const [, question, kind, part] = column.exec(name) ?? [];
    if (question === undefined) {
      if (!['id', 'status', '_server_id'].includes(name)) fields.push([name, value]);
    } else if (part === undefined && kind === 'responses') {
      const [users, statuses] = ['users', 'status'].map((part) => listOf(row[`${name}.${part}`]));
      const answers = listOf(value).map((given, i) => ({
        value: given,
        user: users![i],
        status: statuses![i],
      }));
      responses.set(question, answers);
    } else if (part === undefined) {
      const [score, agent] = [row[`${name}.score`], row[`${name}.agent`]];
      suggestions.set(question, { value, score, agent });
    }
  }
  return { id, fields: Object.fromEntries(fields), responses, suggestions };
}

function nestedRecord(row: Row, id: string | undefined): ArgillaRecord {
  return {
    id,
    fields: objectOf(row['fields']),
    metadata: { ...objectOf(row['metadata']), ...objectOf(row['vectors']) },
    responses: new Map(
      Object.entries(objectOf(row['responses'])).map(([name, value]) => [name, responsesIn(value)]),
    ),
    suggestions: new Map(
      Object.entries(objectOf(row['suggestions'])).map(([name, suggested]) => {
        const { value, score, agent } = objectOf(suggested);
        return [name, { value, score, agent }];
      }),
    ),
  };
}

/** As feedback datasets of version 1 are written: a list of responses under each question. */
function feedbackRecord(row: Row, id: string | undefined): ArgillaRecord {
  const fields: (readonly [string, unknown])[] = [];
  const responses = new Map<string, Response[]>();
  const suggestions = new Map<string, ArgillaSuggestion>();
  for (const [name, value] of Object.entries(row)) {
    const suggested = /^(.+)-suggestion(-metadata)?$/s.exec(name);
    if (suggested?.[2] !== undefined || ['id', 'external_id', 'metadata'].includes(name)) continue;
    if (suggested) {
      const { score, agent } = objectOf(row[`${name}-metadata`]);
      suggestions.set(suggested[1]!, { value, score, agent });
    } else if (isResponses(value)) responses.set(name, responsesIn(value));
    else if (!isEmptyList(value) && !(`${name}-suggestion` in row)) fields.push([name, value]);
  }
  const own = textOf(row['external_id']);
  return {
    id: own ?? id,
    fields: Object.fromEntries(fields),
    metadata: metadataIn(row['metadata']),
    responses,
    suggestions,
  };
}

/** Version 1 writes the object as a JSON string. */
function metadataIn(value: unknown): Fields {
  if (typeof value !== 'string') return objectOf(value);
  try {
    return objectOf(JSON.parse(value));
  } catch {
    return { metadata: value };
  }
}

const classicQuestion = 'annotation';

function classicRecord(row: Row, id: string | undefined): ArgillaRecord {
  const { annotation, annotation_agent: user, prediction, prediction_agent: agent } = row;
  const answer = annotation ?? undefined;
  const discarded = /^discarded$/i.test(textOf(row['status']) ?? '');
  const at = timeIn(row['event_timestamp']);
  const proposed = proposedIn(listOf(prediction), row['multi_label'] === true);
  return {
    id,
    fields: {
      ...objectOf(row['inputs']),
      ...(typeof row['text'] === 'string' && { text: row['text'] }),
    },
    metadata: metadataIn(row['metadata']),
    responses: new Map([
      [classicQuestion, answer === undefined ? [] : [{ value: answer, user, status: undefined }]],
    ]),
    suggestions: new Map(proposed ? [[classicQuestion, { ...proposed, agent }]] : []),
    ...(at !== undefined && { at }),
    ...(discarded && { discarded }),
  };
}

/** The likeliest label; if a record may have several, those with a score above 0.5; or spans. */
function proposedIn(
  prediction: readonly unknown[],
  isMultiLabel: boolean,
): Omit<ArgillaSuggestion, 'agent'> | undefined {
  const parts = prediction.map(objectOf);
  if (parts.length === 0) return undefined;
  if (parts.some((part) => 'start' in part)) return { value: parts, score: undefined };
  const score = (part: Row): number => Number(part['score'] ?? 0);
  if (isMultiLabel) {
    const likely = parts.filter((part) => score(part) > 0.5);
    return { value: likely.map((part) => part['label']), score: undefined };
  }
  const best = parts.reduce((a, b) => (score(b) > score(a) ? b : a));
  return { value: best['label'], score: best['score'] };
}
