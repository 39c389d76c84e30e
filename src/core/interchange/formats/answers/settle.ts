import { inTextOrder, sorted } from '../../../task/judgement.ts';
import type { ExchangeRow } from '../exchangeRow.ts';

/** The answers to one record of a file. */
export interface SettledAnswers {
  /** In the order of the file; more than one if they differ. */
  readonly kept: readonly ExchangeRow[];
  /** Answers that another one repeats or replaces. */
  readonly left: number;
}

/**
 * Keeps the latest answer of each annotator, and the latest of equal answers. Unnamed annotators
 * are taken to be different people.
 * @param rows at least one, all of the same text
 */
export function settle(rows: readonly ExchangeRow[]): SettledAnswers {
  if (rows.length === 1) return { kept: rows, left: 0 };
  const answers = rows.filter(isAnswer);
  if (answers.length === 0) return { kept: [rows[0]!], left: 0 };
  const named = latestOfEach(answers, ({ annotator }) => annotator);
  const kept = latestOfEach(named, contentOf);
  return { kept, left: answers.length - kept.length };
}

/** Whether somebody has answered a row or skipped it. */
export function isAnswer({ judgement, skipped }: ExchangeRow): boolean {
  return judgement !== undefined || skipped === true;
}

/** The latest row of each key, on a tie the last in the file, and all rows without a key. */
function latestOfEach(
  rows: readonly ExchangeRow[],
  keyOf: (row: ExchangeRow) => string | undefined,
): ExchangeRow[] {
  const latest = new Map<string | undefined, ExchangeRow>();
  const keys = rows.map(keyOf);
  rows.forEach((row, i) => {
    const known = latest.get(keys[i]);
    if (known === undefined || (row.at ?? 0) >= (known.at ?? 0)) latest.set(keys[i], row);
  });
  return rows.filter((row, i) => keys[i] === undefined || latest.get(keys[i]) === row);
}

/** A key that is equal for equal answers. */
function contentOf({ judgement }: ExchangeRow): string {
  if (judgement === undefined) return 'skipped';
  if (judgement.task === 'single') return JSON.stringify(judgement.label);
  if (judgement.task === 'multi') {
    const labels = [...judgement.labels].sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify(labels);
  }
  const spans = inTextOrder(judgement.spans).map(({ start, end, label }) => [start, end, label]);
  return JSON.stringify([spans, sorted(judgement.of)]);
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
