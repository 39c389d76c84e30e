import { basename } from 'node:path';
import type { Engine } from '../core/engine/engineApi.ts';
import { throwIfAborted } from '../core/errors.ts';
import type {
  AnswersPlan,
  ImportCounts,
  ImportRequest,
  ImportTarget,
} from '../core/interchange/answersPlan.ts';
import { planAnswers } from '../core/interchange/planAnswers.ts';
import { isProblem, type ReadItem } from '../core/interchange/formats/format.ts';
import { judgedRows, readOptionsOf, surveyRows } from '../core/interchange/formats/survey.ts';
import { Tally } from '../core/interchange/formats/tally.ts';
import type { Learner } from '../core/loop/learner.ts';
import { recordIdOf, type RecordId } from '../core/record.ts';
import type { Stamp } from '../core/store/events.ts';
import { holdoutIds } from '../core/store/holdoutIds.ts';
import type { Store } from '../core/store/store.ts';
import type { Task } from '../core/task/judgement.ts';
import type { ImportWork } from '../vscode/ports.ts';
import { withExchangeFile } from './findAnswers.ts';

export interface ImportInto {
  readonly store: Store;
  readonly engine: Engine;
  readonly task: Task;
  readonly stamp: () => Stamp;
  readonly learner: Pick<Learner, 'importAnswers' | 'imports'>;
}

/** Records asked of the engine at a time. */
const block = 10_000;

/** What an import of a file would do. @throws UserError if it cannot be read; CancelledError */
export async function planImport(
  request: ImportRequest,
  work: ImportWork,
  into: Omit<ImportInto, 'learner' | 'stamp'>,
): Promise<AnswersPlan> {
  const { file, from, encoding, rules } = request;
  const { task } = into;
  const { signal, labels } = work;
  const given = { ...rules, task };
  const options = {
    ...(from && { from }),
    ...(encoding !== undefined && { encoding }),
    ...(signal && { signal }),
  };
  return withExchangeFile(file, options, async (open) => {
    const { format, file: source } = await open();
    const read = () => format.read(source, readOptionsOf(given));
    const survey = await surveyRows(read(), given);
    const place = await placesOf(read(), into.engine, signal);
    const tally = new Tally();
    const target = { task, labels, ...place, ...answersIn(into.store) };
    return planAnswers(judgedRows(read(), survey, given, tally), target, {
      tally,
      request,
      signal,
    });
  });
}

/** Imports a file as one step. @throws UserError, and then nothing is written; CancelledError */
export async function importAnswers(
  request: ImportRequest,
  work: ImportWork,
  into: ImportInto,
): Promise<{ readonly counts: ImportCounts; readonly step?: number }> {
  const { store, learner, stamp } = into;
  const { counts, events } = await planImport(request, work, into);
  throwIfAborted(work.signal);
  const planned = events(stamp(), basename(request.file));
  if (planned.length === 0) return { counts };
  await learner.importAnswers(planned);
  const [entry] = store
    .history(planned.flatMap(recordIn)[0]!)
    .filter(({ event }) => planned.some(({ id }) => id === event.id));
  return { counts, ...(entry && { step: entry.event.step }) };
}

function recordIn(event: object): RecordId[] {
  return 'recordId' in event && typeof event.recordId === 'string' ? [event.recordId] : [];
}

function answersIn(store: Store): Pick<ImportTarget, 'answer' | 'isHeldOut' | 'conflicts'> {
  const held = new Set(holdoutIds(store));
  return {
    answer: (id) => store.answer(id),
    isHeldOut: (id) => held.has(id),
    conflicts: new Map(store.conflicts().map((one) => [one.recordId, one])),
  };
}

/** Which of the file's rows are in the pool, by their text or by their id. */
async function placesOf(
  rows: AsyncIterable<ReadItem>,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<Pick<ImportTarget, 'holds' | 'recordOf'>> {
  const held = new Set<RecordId>();
  const byId = new Map<string, RecordId>();
  let asked = new Map<string, { id: RecordId; sourceId?: string }>();
  const ask = async (): Promise<void> => {
    const stored = [...asked.values()];
    asked = new Map();
    const { changed, missing } = await engine.rematch({ stored });
    throwIfAborted(signal);
    const elsewhere = new Set([...missing, ...changed.map(({ id }) => id)]);
    for (const { id } of stored) if (!elsewhere.has(id)) held.add(id);
    for (const { sourceId, now } of changed) byId.set(sourceId, now);
  };
  for await (const row of rows) {
    if (isProblem(row)) continue;
    const id = recordIdOf(row.text);
    asked.set(`${id} ${row.id ?? ''}`, { id, ...(row.id !== undefined && { sourceId: row.id }) });
    if (asked.size === block) await ask();
  }
  if (asked.size > 0) await ask();
  return { holds: (id) => held.has(id), recordOf: (sourceId) => byId.get(sourceId) };
}
