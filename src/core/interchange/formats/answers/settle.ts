import { sameJudgement } from '../../../task/judgement.ts';
import type { ExchangeRow } from '../exchangeRow.ts';

/** The answers to one record of a file. */
export interface Settled {
  /** In the order of the file; more than one if they differ. */
  readonly kept: readonly ExchangeRow[];
  /** Answers that another one repeats or replaces. */
  readonly left: number;
}

/**
 * Of one annotator the latest answer counts, and equal answers count once. Answers of unnamed
 * annotators are answers of different people.
 * @param rows at least one, all of the same text
 */
export function settle(rows: readonly ExchangeRow[]): Settled {
  const answers = rows.filter(isAnswer);
  if (answers.length === 0) return { kept: [rows[0]!], left: 0 };
  const latest = answers.filter(
    (row) =>
      row.annotator === undefined ||
      latestOf(answers.filter(({ annotator }) => annotator === row.annotator)) === row,
  );
  const kept = latest.filter(
    (row) => latestOf(latest.filter((other) => sameAnswer(row, other))) === row,
  );
  return { kept, left: answers.length - kept.length };
}

function isAnswer({ judgement, skipped }: ExchangeRow): boolean {
  return judgement !== undefined || skipped === true;
}

/** Of answers at the same time, the last in the file. */
function latestOf(rows: readonly ExchangeRow[]): ExchangeRow {
  return rows.reduce((latest, row) => ((row.at ?? 0) >= (latest.at ?? 0) ? row : latest));
}

function sameAnswer(a: ExchangeRow, b: ExchangeRow): boolean {
  if (a.judgement === undefined || b.judgement === undefined) return a.skipped === b.skipped;
  return sameJudgement(a.judgement, b.judgement);
}

/**
 * Groups consecutive rows that are answers to one record, for formats that keep these together.
 * Rows that `settle` would drop when the file is read again stay on their own.
 * @param own what the rows of one record have in common besides id, text and context
 */
export async function* recordsOf(
  rows: AsyncIterable<ExchangeRow>,
  own: (row: ExchangeRow) => unknown,
): AsyncGenerator<readonly ExchangeRow[]> {
  let group: ExchangeRow[] = [];
  let common: string | undefined;
  for await (const row of rows) {
    const key = row.id === undefined ? undefined : commonOf(row, own);
    if (group.length > 0 && (key === undefined || key !== common)) {
      yield* together(group);
      group = [];
    }
    common = key;
    group.push(row);
  }
  if (group.length > 0) yield* together(group);
}

function commonOf(row: ExchangeRow, own: (row: ExchangeRow) => unknown): string {
  return JSON.stringify([row.id, row.text, row.context, own(row)]);
}

function together(group: readonly ExchangeRow[]): readonly (readonly ExchangeRow[])[] {
  return settle(group).kept.length === group.length ? [group] : group.map((row) => [row]);
}
