import { stat } from 'node:fs/promises';
import type { Engine } from '../core/engine/engineApi.ts';
import type { NamedRecord } from '../core/engine/recordApi.ts';
import { CancelledError, throwIfAborted } from '../core/errors.ts';
import type {
  AnswersPlan,
  ImportCounts,
  ImportRequest,
  ImportTarget,
} from '../core/interchange/answersPlan.ts';
import { planAnswers, requireAnswers } from '../core/interchange/planAnswers.ts';
import { isProblem, type ReadItem } from '../core/interchange/formats/format.ts';
import { judgedRows, readOptionsOf, surveyRows } from '../core/interchange/formats/survey.ts';
import { Tally } from '../core/interchange/formats/tally.ts';
import type { WriteQueue } from '../core/loop/journal/writeQueue.ts';
import {
  storeSuggestions,
  suggestedImports,
  undoSuggestions,
} from '../core/loop/labels/importedSuggestions.ts';
import type { Learner } from '../core/loop/learner.ts';
import type { LearnerView } from '../core/loop/learnerView.ts';
import { recordIdOf, type RecordId } from '../core/record.ts';
import type { NewEvent, Stamp } from '../core/store/events.ts';
import type { ImportKey, ImportUndone } from '../core/store/importsFound.ts';
import { holdoutIds } from '../core/store/holdoutIds.ts';
import type { Store } from '../core/store/store.ts';
import type { Task } from '../core/task/judgement.ts';
import type { ImportWork } from '../vscode/ports.ts';
import { withExchangeFiles } from './findAnswers.ts';
import { requireAllSeparate } from './joinedLabels.ts';
import { inImportProcess } from './importProcess.ts';
import { filesIn, sourceOf } from './exchangeFiles.ts';
import type { ImportResult } from './importToProject.ts';
import { isLargeImport, writeInParts } from './writeInParts.ts';

export interface WindowImport extends Pick<ImportResult, 'step' | 'suggested'> {
  readonly counts: ImportCounts;
}

export interface ImportInto {
  readonly store: Store;
  readonly engine: Engine;
  readonly task: Task;
  /** The field of the pool with the ids of its rows. */
  readonly idField?: string | undefined;
  readonly stamp: () => Stamp;
  readonly learner: Pick<
    Learner,
    'view' | 'onChange' | 'importAnswers' | 'followImport' | 'undoImport' | 'imports'
  >;
  readonly writeQueue: Pick<WriteQueue, 'run'>;
  /** Of the project file. */
  readonly path: string;
  readonly annotator: string;
  readonly window: string;
  /** `dist/cli.js`, which imports large files. */
  readonly cliModule: string;
}

/** Larger files, with a thousand rows or more, are read and imported in a separate process. */
const largeBytes = 100_000;
/** Undoing more records than this takes a separate process. */
const largeStep = 5_000;

/** Large files get a separate process, and so do imports that edit the project file to add labels. */
async function needsOwnProcess(request: ImportRequest): Promise<boolean> {
  if (request.createLabels) return true;
  let bytes = 0;
  for (const file of filesIn(request)) {
    bytes += (await stat(file).catch(() => ({ size: 0 }))).size;
  }
  return bytes > largeBytes;
}

/** Records per request to the engine. */
const block = 10_000;

/** Plans the import of a file. @throws UserError if it cannot be read; CancelledError */
export async function planImport(
  request: ImportRequest,
  work: ImportWork,
  into: ImportInto,
): Promise<ImportCounts> {
  if (!(await needsOwnProcess(request)))
    return (await planInWindow(request, work, into)).plan.counts;
  const { path, cliModule } = into;
  const params = { path, request };
  const plan = await inImportProcess(cliModule, (remote, on) => remote.plan(params, on), work);
  return plan.counts;
}

interface WindowPlan {
  readonly plan: AnswersPlan;
  /** Position of the journal before it was made. */
  readonly plannedAt: number;
  /** The same for the answers as they are now, of all records or of some. */
  readonly again: (now: Store, among?: ReadonlySet<RecordId>) => AnswersPlan;
}

async function planInWindow(
  request: ImportRequest,
  work: ImportWork,
  into: ImportInto,
): Promise<WindowPlan> {
  const { from, form, rules } = request;
  const { task, idField = 'id' } = into;
  const { signal, labels } = work;
  await untilOpened(into, signal);
  const taskRules = { ...rules, task };
  const options = {
    fields: rules,
    idField,
    ...(from && { from }),
    ...form,
    ...(signal && { signal }),
  };
  const paths = filesIn(request);
  return withExchangeFiles(paths, options, async (open) => {
    const { format, file: source, parts } = await open();
    requireAnswers(format, request.as, sourceOf(request));
    const { separator } = rules;
    const multiLabel = task === 'multi' && { task };
    await requireAllSeparate(parts, paths, { from, separator, labels, ...multiLabel });
    const read = () => format.read(source, readOptionsOf(taskRules));
    const survey = await surveyRows(read(), taskRules);
    const located = await locateRows(read(), into.engine, signal);
    const tally = new Tally();
    const target = (now: Store) => ({ task, labels, ...located, ...answersIn(now) });
    const rows = judgedRows(read(), survey, taskRules, tally);
    const plannedAt = into.store.lastSeq();
    const initialTarget = {
      ...target(into.store),
      answer: memoized((id) => into.store.answer(id)),
    };
    const plan = await planAnswers(rows, initialTarget, { tally, request, signal });
    return { plan, plannedAt, again: (now, among) => plan.again(target(now), among) };
  });
}

/** Imports a file as one step. @throws UserError; CancelledError; nothing is written then */
export async function importAnswers(
  request: ImportRequest,
  work: ImportWork,
  into: ImportInto,
): Promise<WindowImport> {
  const { store, learner, stamp, writeQueue, annotator } = into;
  if (await needsOwnProcess(request)) return importInChildProcess(request, work, into);
  const { plan, plannedAt, again } = await planInWindow(request, work, into);
  throwIfAborted(work.signal);
  if (request.as === 'suggestions') {
    const origin = { from: sourceOf(request), at: stamp().at, annotator };
    const stored = await writeQueue.run((to) => storeSuggestions(to, plan.suggestions, origin));
    learner.followImport();
    return { counts: plan.counts, ...(stored && { suggested: stored.suggested }) };
  }
  if (isLargeImport(plan)) {
    const [{ signal }, from] = [work, sourceOf(request)];
    const parts = { writeQueue, plan, plannedAt, again, stamp: stamp(), from, signal };
    const written = await writeInParts(parts);
    learner.followImport();
    return written;
  }
  let planned: readonly NewEvent[] = [];
  let { counts } = plan;
  // Records answered while the file was read are planned again.
  await learner.importAnswers((now) => {
    const replanned = again(now);
    ({ counts } = replanned);
    planned = [...replanned.events(stamp(), sourceOf(request))];
    return planned;
  });
  if (planned.length === 0) return { counts };
  const [entry] = store
    .history(planned.flatMap(recordIn)[0]!)
    .filter(({ event }) => planned.some(({ id }) => id === event.id));
  return { counts, ...(entry && { step: entry.event.step }) };
}

async function importInChildProcess(
  request: ImportRequest,
  work: ImportWork,
  { learner, path, annotator, window, cliModule }: ImportInto,
): Promise<WindowImport> {
  const params = { path, request, annotator, window };
  const last = learner.imports().at(-1)?.step ?? 0;
  try {
    const { counts, step, suggested } = await inImportProcess(
      cliModule,
      (remote, on) => remote.run(params, on),
      work,
    );
    return {
      counts,
      ...(step !== undefined && { step }),
      ...(suggested !== undefined && { suggested }),
    };
  } catch (error) {
    // The import may have completed just as it was cancelled.
    const done = learner
      .imports()
      .find((imported) => imported.step > last && imported.from === sourceOf(request));
    if (done && error instanceof CancelledError) await learner.undoImport(done.step);
    throw error;
  } finally {
    learner.followImport();
  }
}

/** Undoes one import as a whole; edits the project file if the import added labels to it. */
export async function undoImport(key: ImportKey, into: ImportInto): Promise<ImportUndone> {
  const { store, learner, writeQueue, path, annotator, window, cliModule } = into;
  const suggestion =
    'suggested' in key
      ? suggestedImports(store).find(({ suggested }) => suggested === key.suggested)
      : { step: key.step };
  const { step } = suggestion ?? {};
  const count = learner.imports().find((imported) => imported.step === step)?.count ?? 0;
  const addsLabels = (): boolean => step !== undefined && store.labelChanges(step).length > 0;
  if (count > largeStep || addsLabels()) {
    const params = { path, key, annotator, window };
    const undone = await inImportProcess(cliModule, (remote) => remote.undo(params), {});
    learner.followImport();
    return undone;
  }
  if ('step' in key) return { isDone: await learner.undoImport(key.step), kept: [] };
  const restored = await writeQueue.run((to) => undoSuggestions(to, key.suggested));
  if (restored) learner.followImport();
  return { isDone: restored !== undefined, kept: [] };
}

/** Waits for the pool and for the hold-out, which excludes answers from before it was drawn. */
async function untilOpened(
  { learner }: Pick<ImportInto, 'learner'>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const isOver = ({ pool, phase }: LearnerView): boolean =>
    pool.rowsRead > 0 || phase.kind === 'failed';
  if (!isOver(learner.view)) {
    await new Promise<void>((resolve) => {
      const stop = learner.onChange((view) => {
        if (isOver(view)) done();
      });
      const done = (): void => {
        stop();
        resolve();
      };
      signal?.addEventListener('abort', done, { once: true });
    });
  }
  throwIfAborted(signal);
}

function recordIn(event: object): RecordId[] {
  return 'recordId' in event && typeof event.recordId === 'string' ? [event.recordId] : [];
}

function answersIn(store: Store): Pick<ImportTarget, 'answer' | 'isHeldOut' | 'conflicts'> {
  const heldOut = new Set(holdoutIds(store));
  return {
    answer: (id) => store.answer(id),
    isHeldOut: (id) => heldOut.has(id),
    conflicts: new Map(store.conflicts().map((conflict) => [conflict.recordId, conflict])),
  };
}

/** The plan counts its records again later, by the answers that it was made for. */
function memoized(answer: ImportTarget['answer']): ImportTarget['answer'] {
  const cache = new Map<RecordId, ReturnType<typeof answer>>();
  return (id) => {
    if (!cache.has(id)) cache.set(id, answer(id));
    return cache.get(id);
  };
}

/** Which of the file's rows are in the pool, by their text or by their id. */
async function locateRows(
  rows: AsyncIterable<ReadItem>,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<Pick<ImportTarget, 'holds' | 'recordOf' | 'named'>> {
  const present = new Set<RecordId>();
  const byId = new Map<string, RecordId>();
  const named = new Map<string, NamedRecord>();
  let names: string[] = [];
  const resolveNames = async (): Promise<void> => {
    const batch = names;
    names = [];
    const found = await engine.named({ names: batch });
    throwIfAborted(signal);
    found.forEach((record, i) => record !== null && named.set(batch[i]!, record));
  };
  let pending = new Map<string, { id: RecordId; sourceId?: string }>();
  const resolveTexts = async (): Promise<void> => {
    const stored = [...pending.values()];
    pending = new Map();
    const { changed, missing } = await engine.rematch({ stored });
    throwIfAborted(signal);
    const absent = new Set([...missing, ...changed.map(({ id }) => id)]);
    for (const { id } of stored) if (!absent.has(id)) present.add(id);
    for (const { sourceId, now } of changed) byId.set(sourceId, now);
  };
  for await (const row of rows) {
    if (isProblem(row)) continue;
    if (row.byId) {
      names.push(row.id!);
      if (names.length === block) await resolveNames();
      continue;
    }
    const id = recordIdOf(row.text);
    pending.set(`${id} ${row.id ?? ''}`, { id, ...(row.id !== undefined && { sourceId: row.id }) });
    if (pending.size === block) await resolveTexts();
  }
  if (pending.size > 0) await resolveTexts();
  if (names.length > 0) await resolveNames();
  return {
    holds: (id) => present.has(id),
    recordOf: (sourceId) => byId.get(sourceId),
    named: (id) => named.get(id),
  };
}
