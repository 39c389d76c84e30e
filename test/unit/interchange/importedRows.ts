// Imports rows into an in-memory store whose pool has six records.
import type {
  AnswersPlan,
  ImportCounts,
  ImportTarget,
} from '../../../src/core/interchange/answersPlan.ts';
import type { ExchangeRow } from '../../../src/core/interchange/formats/exchangeRow.ts';
import { Tally } from '../../../src/core/interchange/formats/tally.ts';
import { planAnswers } from '../../../src/core/interchange/planAnswers.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import type { NewEvent, Stamp } from '../../../src/core/store/events.ts';
import type { StoredAnswer, WritableStore } from '../../../src/core/store/store.ts';
import { type Task } from '../../../src/core/task/judgement.ts';
import { MemoryStore } from '../../support/memoryStore.ts';

export const pool = ['one', 'two', 'three', 'four', 'five', 'six'];
export const [one, two, three] = pool.map(recordIdOf) as [string, string, string];
export const labels = ['A', 'B', 'C'];

interface Options {
  readonly task?: Task;
  readonly replace?: boolean;
  readonly as?: 'annotations' | 'suggestions';
  readonly annotator?: string;
  readonly held?: readonly string[];
}

export type Row = Omit<ExchangeRow, 'line'>;

export async function plan(
  store: WritableStore,
  rows: readonly Row[],
  { task = 'single', replace = false, as = 'annotations', annotator, held = [] }: Options = {},
): Promise<AnswersPlan> {
  const records = new Set(pool.map(recordIdOf));
  const tally = new Tally();
  const read = async function* (): AsyncGenerator<ExchangeRow> {
    for (const [i, row] of rows.entries()) {
      const numbered = { ...row, line: i + 1 };
      tally.take(numbered);
      yield await Promise.resolve(numbered);
    }
  };
  const target: ImportTarget = {
    task,
    labels,
    holds: (id: string) => records.has(id),
    named: (id: string) => (records.has(id) ? { id } : undefined),
    recordOf: (id: string) => (/^S[0-5]$/.test(id) ? recordIdOf(pool[Number(id[1])]!) : undefined),
    answer: (id: string) => store.answer(id),
    isHeldOut: (id: string) => held.includes(id),
    conflicts: new Map(store.conflicts().map((one) => [one.recordId, one])),
  };
  const request = { as, replace, ...(annotator !== undefined && { annotator }) };
  return planAnswers(read(), target, { tally, request });
}

let imports = 0;

/** Imports rows. @returns the step, or 0 if nothing was imported, and the counts */
export async function importRows(
  store: WritableStore,
  rows: readonly Row[],
  options: Options = {},
): Promise<{ readonly step: number; readonly counts: ImportCounts }> {
  const { events, counts } = await plan(store, rows, options);
  const made = [...events({ id: `import-${imports++}`, at: 1000, annotator: 'me' }, 'other.jsonl')];
  return { step: made.length > 0 ? store.append(made)[0]!.step : 0, counts };
}

export function newStore(): MemoryStore {
  return new MemoryStore({ project: 'p', identityVersion: 1 });
}

let ids = 0;
export const stamp = (annotator = 'me'): Stamp => ({
  id: `own-${ids++}`,
  at: 2000 + ids,
  annotator,
});
export const own = (recordId: string, label: string): NewEvent => ({
  ...stamp(),
  kind: 'label',
  recordId,
  label,
});
export const row = (text: string, label: string, more: Partial<Row> = {}): Row => ({
  text,
  judgement: { task: 'single', label },
  ...more,
});

/** The counts that are not zero. */
export function nonZero(counts: ImportCounts): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(counts).filter(([, n]) => (Array.isArray(n) ? n.length > 0 : n !== 0)),
  );
}

/** An answer without flag and note, which an import may add if they are missing. */
export function said(answer: StoredAnswer | undefined): object {
  const { flagged: _, note: __, ...rest } = answer!;
  return rest;
}
