import { labelsOf } from '../store/labelsOf.ts';
import type { StoredAnswer } from '../store/store.ts';
import type { Judgement, Task } from '../task/judgement.ts';
import { spansForRow } from '../task/placeSpans.ts';
import { contextValue } from '../record.ts';
import type { ExportItem } from './exportRows.ts';
import type { ExchangeRow, Fields } from './formats/exchangeRow.ts';
import type { Survey } from './formats/format.ts';

/**
 * An answer and one of its rows as a row for another tool's file.
 * @param line 1-based
 * @param contextFields pool fields to take along
 * @returns undefined if the pool no longer has the text
 */
export function exchangeRowOf(
  { answer, record, holdout, origin: imported }: ExportItem,
  line: number,
  contextFields: readonly string[],
): ExchangeRow | undefined {
  if (!record) return undefined;
  const { text } = record;
  const judgement = judgementOf(answer, text);
  const context = contextFields.flatMap((field) => {
    const value = contextValue(record, field);
    return value === undefined ? [] : [[field, value] as const];
  });
  const own = originOf(answer, holdout);
  // The project's own fields come first whether or not the answer was imported.
  const origin = { ...own, ...imported, ...own };
  return {
    line,
    text,
    id: record.sourceId ?? answer.sourceId ?? answer.recordId,
    ...(judgement && { judgement }),
    ...(answer.kind === 'skip' && { skipped: true }),
    ...(answer.flagged && { flagged: true }),
    ...(answer.note !== undefined && { note: answer.note }),
    annotator: answer.annotator,
    at: answer.at,
    ...(context.length > 0 && { context: Object.fromEntries(context) }),
    ...(Object.keys(origin).length > 0 && { origin }),
  };
}

function judgementOf(
  { label, labels, spans, of }: StoredAnswer,
  text: string,
): Judgement | undefined {
  if (label !== undefined) return { task: 'single', label };
  if (labels) return { task: 'multi', labels };
  return spans && of ? { task: 'spans', spans: spansForRow(spans, text).spans, of } : undefined;
}

function originOf({ ask, elapsedMs }: StoredAnswer, holdout: boolean): Fields {
  return {
    ...(holdout && { holdout }),
    ...(ask && { ask: ask.kind }),
    ...(elapsedMs !== undefined && { elapsedMs }),
  };
}

export interface SurveyedAnswers {
  readonly answers: readonly StoredAnswer[];
  readonly task: Task;
  /** The label set, in order. */
  readonly labels: readonly string[];
  readonly contextFields: readonly string[];
  readonly isHeldOut: (answer: StoredAnswer) => boolean;
  /** The origins of imported answers. */
  readonly importedOrigins: Iterable<Fields>;
}

/** Surveys the rows of these answers without reading their texts. */
export function surveyOf({
  answers,
  task,
  labels,
  contextFields,
  isHeldOut,
  importedOrigins,
}: SurveyedAnswers): Survey {
  const has = (holds: (answer: StoredAnswer) => boolean): boolean => answers.some(holds);
  const applied = new Set(answers.flatMap(labelsOf));
  const known = [...new Set([...labels, ...answers.flatMap(namedBy)])];
  const fields = [
    'id' as const,
    'annotator' as const,
    'at' as const,
    ...(has(({ kind }) => kind === 'skip') ? ['skipped' as const] : []),
    ...(has(({ flagged }) => flagged) ? ['flagged' as const] : []),
    ...(has(({ note }) => note !== undefined) ? ['note' as const] : []),
  ];
  const imported = namesIn(importedOrigins);
  // In this order whether or not the answers were imported: columns follow it.
  const own = [
    ...(imported.has('holdout') || has(isHeldOut) ? ['holdout'] : []),
    ...(imported.has('ask') || has(({ ask }) => ask !== undefined) ? ['ask'] : []),
    ...(imported.has('elapsedMs') || has(({ elapsedMs }) => elapsedMs !== undefined)
      ? ['elapsedMs']
      : []),
  ];
  return {
    task,
    labels: known,
    unused: known.filter((label) => !applied.has(label)),
    fields: new Set(fields),
    context: contextFields,
    origin: [...new Set([...own, ...imported])],
  };
}

/** The names of all fields, in order of first appearance. */
function namesIn(all: Iterable<Fields>): Set<string> {
  const names = new Set<string>();
  for (const fields of all) for (const name of Object.keys(fields)) names.add(name);
  return names;
}

/** All labels that the answer judges or applies. */
function namedBy(answer: StoredAnswer): string[] {
  return [...labelsOf(answer), ...(answer.labels?.keys() ?? []), ...(answer.of ?? [])];
}
