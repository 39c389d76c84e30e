import { withQuery } from '../../core/store/strategyText.ts';
import type { Ask } from '../../core/store/events.ts';
import { fromJson, toJson } from '../../core/store/json.ts';
import type { StoredAnswer } from '../../core/store/store.ts';
import type { Span } from '../../core/task/judgement.ts';
import type { LabelJudgements } from '../../core/task/labelJudgements.ts';
import type { LabelSetTable } from './labelSetTable.ts';

/** A row of the table `answer_row`. */
export interface AnswerRow {
  readonly record_id: string;
  readonly source_id: string | null;
  readonly kind: StoredAnswer['kind'];
  readonly label: string | null;
  readonly flagged: number;
  readonly note: string | null;
  readonly seq: number;
  readonly at: number;
  readonly annotator: string;
  readonly ask_kind: string | null;
  readonly ask: string | null;
  readonly elapsed_ms: number | null;
  readonly imported_from: string | null;
  /** Which table holds its judgements: `answer_label` or `answer_span`. */
  readonly judged: 'labels' | 'spans' | null;
  /** Label set that was shown for a span annotation. */
  readonly set_id: number | null;
}

/** A row as read, with its judgements as JSON. */
export interface ReadRow extends AnswerRow {
  /** `[[label, 0 or 1], …]` */
  readonly labels: string | null;
  readonly spans: string | null;
}

/** @param setId label set that was shown for a span annotation */
export function toRow(answer: StoredAnswer, setId: number | undefined): AnswerRow {
  return {
    record_id: answer.recordId,
    source_id: answer.sourceId ?? null,
    kind: answer.kind,
    label: answer.label ?? null,
    flagged: answer.flagged ? 1 : 0,
    note: answer.note ?? null,
    seq: answer.seq,
    at: answer.at,
    annotator: answer.annotator,
    ask_kind: answer.ask?.kind ?? null,
    ask: answer.ask ? toJson(answer.ask) : null,
    elapsed_ms: answer.elapsedMs ?? null,
    imported_from: answer.importedFrom ?? null,
    judged: answer.labels ? 'labels' : answer.spans ? 'spans' : null,
    set_id: setId ?? null,
  };
}

export function fromRow(row: ReadRow, sets: LabelSetTable): StoredAnswer {
  return {
    recordId: row.record_id,
    ...(row.source_id !== null && { sourceId: row.source_id }),
    kind: row.kind,
    ...(row.label !== null && { label: row.label }),
    ...(row.labels !== null && { labels: labelMapFrom(row.labels) }),
    ...(row.spans !== null && { spans: JSON.parse(row.spans) as Span[] }),
    ...(row.set_id !== null && { of: sets.names(row.set_id) }),
    flagged: row.flagged === 1,
    ...(row.note !== null && { note: row.note }),
    seq: row.seq,
    at: row.at,
    annotator: row.annotator,
    ...(row.ask !== null && { ask: withQuery(fromJson(row.ask) as Ask) }),
    ...(row.elapsed_ms !== null && { elapsedMs: row.elapsed_ms }),
    ...(row.imported_from !== null && { importedFrom: row.imported_from }),
  };
}

function labelMapFrom(json: string): LabelJudgements {
  const entries = JSON.parse(json) as [string, 0 | 1][];
  return new Map(entries.map(([label, value]) => [label, value === 1]));
}
