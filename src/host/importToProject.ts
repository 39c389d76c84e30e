import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { replaceOwnFile } from '../adapters/files/replaceFile.ts';
import { openSqliteStore } from '../adapters/sqlite/openSqliteStore.ts';
import { UserError } from '../core/errors.ts';
import type { AnswersPlan, ImportCounts, ImportRequest } from '../core/interchange/answersPlan.ts';
import type { ExchangeRow } from '../core/interchange/formats/exchangeRow.ts';
import { judgedRows, readOptionsOf, surveyRows } from '../core/interchange/formats/survey.ts';
import { Tally } from '../core/interchange/formats/tally.ts';
import { planAnswers, requireAnswers } from '../core/interchange/planAnswers.ts';
import { labelNames } from '../core/labels.ts';
import { labelForm, namesByForm } from '../core/labelForm.ts';
import { WriteQueue } from '../core/loop/journal/writeQueue.ts';
import { storeSuggestions, undoSuggestions } from '../core/loop/labels/importedSuggestions.ts';
import { message } from '../core/messages/messages.ts';
import type { OnProgress } from '../core/progress.ts';
import type { ProjectFile } from '../core/projectFile/projectFile.ts';
import { identityVersion, type RecordId } from '../core/record.ts';
import type { NewEvent } from '../core/store/events.ts';
import type { ImportKey, ImportUndone } from '../core/store/importsFound.ts';
import { holdoutIds } from '../core/store/holdoutIds.ts';
import type { Store, WritableStore } from '../core/store/store.ts';
import { taskOfAnswers } from '../core/store/taskOfAnswers.ts';
import { filesIn, openExchangeFiles, sourceOf } from './exchangeFiles.ts';
import { requireAllSeparate } from './joinedLabels.ts';
import { addLabels, labelEvents, removeUnused, type LabelsAdded } from './importLabels.ts';
import { Mirror } from './labelMirror.ts';
import { openStore } from './openStore.ts';
import { openProjectPool } from './projectPool.ts';
import { databaseOf, mirrorOf, openProjectToRead } from './projectToRead.ts';
import { readProjectFile, requireValidProject, type ReadProjectFile } from './readProjectFile.ts';
import { replacedAnswers, textBeginnings, type ReplacedAnswer } from './replacedAnswers.ts';
import { requireSchema } from './requireSchema.ts';
import { AnswerPlaces } from './savedAnswers.ts';
import { settleHoldout, type SettledHoldout } from './settleHoldout.ts';
import { isLargeImport, writeInParts } from './writeInParts.ts';

export interface ImportWork {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

export interface ImportBy extends ImportWork {
  /** Name of the person who imports. */
  readonly annotator: string;
  /** The open window that imports; by default a temporary one. */
  readonly window?: string;
  /** Whether to migrate the database of an earlier version; by default it is refused. */
  readonly migrate?: boolean;
  /** Called before answers of the project are replaced; @throws to refuse */
  readonly confirm?: (replaced: readonly ReplacedAnswer[]) => Promise<void>;
}

export interface ImportResult {
  readonly counts: ImportCounts;
  /** Name of the file's format. */
  readonly title: string;
  /** Labels that the project did not have. */
  readonly created: readonly string[];
  /** The step of the journal; undefined if none was written. */
  readonly step?: number;
  /** See `SuggestedImport`. */
  readonly suggested?: number;
  /** The guessed encoding of the file, if its bytes allow others. */
  readonly guessed?: string;
}

/** The project that the import goes into. */
interface ImportProject {
  readonly file: ReadProjectFile;
  readonly project: ProjectFile;
  readonly store: Store;
}

interface ImportPlan {
  readonly plan: AnswersPlan;
  readonly title: string;
  readonly created: readonly string[];
  /** The beginnings of the replaced records' texts. */
  readonly texts: ReadonlyMap<RecordId, string>;
  readonly guessed?: string;
  /** The hold-out to write before the answers; undefined if it is settled. */
  readonly holdout?: SettledHoldout;
  /** Plans again against a store's current answers, for all records or some. */
  readonly again: (store: Store, among?: ReadonlySet<RecordId>) => AnswersPlan;
}

/** Rows per progress report. */
const rowsAtATime = 5000;

/**
 * Plans an import without changing anything; safe beside open windows.
 * @param path of the project file
 * @throws UserError if the project or the file cannot be read; CancelledError
 */
export async function planImport(
  path: string,
  request: ImportRequest,
  work: ImportWork = {},
): Promise<ImportResult> {
  const { plan, title, created, guessed } = await planFor(path, request, work);
  return { counts: plan.counts, title, created, ...(guessed !== undefined && { guessed }) };
}

/**
 * Imports the answers of a file as one step; safe beside open windows.
 * @param path of the project file
 * @throws UserError; CancelledError; nothing is written then
 */
export async function importAnswers(
  path: string,
  request: ImportRequest,
  { annotator, window, migrate = false, confirm, ...work }: ImportBy,
): Promise<ImportResult> {
  const planned = await planFor(path, request, work);
  const { file, project, title, created, guessed, holdout, again, texts } = planned;
  const { name, folder } = file;
  const { store, writeQueue } = await openToWrite(file, { window, migrate });
  try {
    const stamp = () => ({ id: randomUUID(), at: Date.now(), annotator });
    const mirror = new Mirror({ store, writeQueue, project, folder, name, log: () => undefined });
    // Answers from the repository's mirror precede those of the file.
    await mirror.merge(stamp());
    // Read before planning, so that records that another process changes in between are planned again.
    const plannedAt = store.lastSeq();
    const plan = again(store);
    if (plan.replaced.length > 0) await confirm?.(replacedAnswers(plan, store, texts));
    work.signal?.throwIfAborted();
    const from = sourceOf(request);
    const { signal } = work;
    const importStamp = stamp();
    let added: LabelsAdded | undefined;
    // Called right before the answers become visible, possibly long after the first was written.
    const addCreatedLabels = async (): Promise<NewEvent[]> => {
      if (created.length === 0) return [];
      added = await addLabels(path, project, created);
      return labelEvents(created, added, importStamp);
    };
    const isLarge = request.as === 'annotations' && isLargeImport(plan);
    const partsOptions = {
      writeQueue,
      plan,
      plannedAt,
      again,
      stamp: importStamp,
      from,
      holdout,
      addLabels: addCreatedLabels,
      signal,
    };
    const writeAtOnce = (
      into: WritableStore,
      labels: readonly NewEvent[],
    ): Pick<ImportResult, 'counts' | 'step' | 'suggested'> => {
      const now = into.lastSeq() === plannedAt ? plan : again(into);
      const events = [...now.events(importStamp, from)];
      if (events.length > 0) holdout?.write(into, importStamp.at);
      events.push(...labels);
      const step = events.length > 0 ? into.append(events)[0]!.step : undefined;
      const stepResult = step === undefined ? {} : { step };
      const suggested =
        request.as === 'suggestions'
          ? storeSuggestions(into, now.suggestions, {
              from,
              at: importStamp.at,
              annotator,
              ...stepResult,
            })
          : undefined;
      return {
        counts: now.counts,
        ...stepResult,
        ...(suggested && { suggested: suggested.suggested }),
      };
    };
    const write = async () => {
      if (isLarge) return writeInParts(partsOptions);
      const labels = await addCreatedLabels();
      return writeQueue.run((into) => writeAtOnce(into, labels));
    };
    const done = await write().catch(async (error: unknown) => {
      if (added) await replaceOwnFile(path, added.before);
      throw error;
    });
    mirror.answersChanged();
    await mirror.close();
    return { ...done, title, created, ...(guessed !== undefined && { guessed }) };
  } finally {
    store.close();
  }
}

/**
 * Undoes one import as a whole, with the labels that it added and nobody has used since; safe beside open
 * windows.
 */
export async function undoImport(
  path: string,
  key: ImportKey,
  { annotator, window, migrate = false }: Pick<ImportBy, 'annotator' | 'window' | 'migrate'>,
): Promise<ImportUndone> {
  const { store, writeQueue } = await openToWrite(await readProjectFile(path), { window, migrate });
  try {
    const stamp = { id: randomUUID(), at: Date.now(), annotator };
    const labelChanges = await writeQueue.run((into) => {
      const found = 'suggested' in key ? undoSuggestions(into, key.suggested) : key;
      if (!found) return undefined;
      const { step } = found;
      const events = step === undefined ? [] : into.labelChanges(step);
      const reversal = step === undefined ? undefined : into.undoStep(step, stamp);
      return 'suggested' in key || reversal ? (reversal ? events : []) : undefined;
    });
    const kept = labelChanges ? await removeUnused(path, store, labelChanges) : [];
    return { isDone: labelChanges !== undefined, kept };
  } finally {
    store.close();
  }
}

async function openToWrite(
  { path, name, folder }: ReadProjectFile,
  { window, migrate }: { readonly window: string | undefined; readonly migrate: boolean },
) {
  const places = new AnswerPlaces(join(folder, basename(path)), name, join(folder, '.marginalia'));
  requireSchema(places.database, migrate);
  const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
  const { store } = await openStore({
    name,
    folder,
    places,
    window: window ?? randomUUID(),
    isGuest: window !== undefined,
    now: Date.now(),
    pause,
  });
  return { store, writeQueue: new WriteQueue(store, pause) };
}

/** As `openProjectToRead`; a project that was never opened counts as one without answers. */
async function openToPlan(
  path: string,
): Promise<ImportProject & { readonly close: () => Promise<void> }> {
  const file = await readProjectFile(path);
  if (existsSync(databaseOf(file)) || existsSync(mirrorOf(file))) return openProjectToRead(path);
  const project = requireValidProject(file);
  const tempFolder = await mkdtemp(join(tmpdir(), 'marginalia-empty-'));
  const options = { project: file.name, identityVersion };
  const store = openSqliteStore(join(tempFolder, `${file.name}.sqlite`), options);
  return {
    file,
    project,
    store,
    close: () => {
      store.close();
      return rm(tempFolder, { recursive: true, force: true });
    },
  };
}

/** Plans an import; only reads project and file. */
async function planFor(
  path: string,
  request: ImportRequest,
  work: ImportWork,
): Promise<ImportPlan & Pick<ImportProject, 'file' | 'project'>> {
  const opened = await openToPlan(path);
  const { file, project } = opened;
  try {
    return { file, project, ...(await planned(opened, request, work)) };
  } finally {
    await opened.close();
  }
}

async function planned(
  opened: ImportProject,
  request: ImportRequest,
  work: ImportWork,
): Promise<ImportPlan> {
  const { signal, onProgress } = work;
  const { project, store } = opened;
  const { task } = project;
  const answered = taskOfAnswers(store);
  if (answered !== undefined && answered !== task) {
    throw new UserError(message('projectFile.taskFixed', { task: answered }));
  }
  const pool = await openProjectPool(opened, signal, onProgress);
  const cacheFolder = await mkdtemp(join(tmpdir(), 'marginalia-import-'));
  try {
    const paths = filesIn(request);
    const exchange = await openExchangeFiles(paths, {
      fields: request.rules,
      idField: project.id ?? 'id',
      ...(request.from === undefined ? {} : { from: request.from }),
      ...request.form,
      cacheFolder,
      ...(signal && { signal }),
    });
    const { format, file, guessed, close } = exchange;
    try {
      const names = sourceOf(request);
      requireAnswers(format, request.as, names);
      const labels = labelNames(project.labels);
      const {
        from,
        rules: { separator },
      } = request;
      const multiLabel = task === 'multi' && { task };
      await requireAllSeparate(exchange.parts, paths, { from, separator, labels, ...multiLabel });
      const rules = { ...request.rules, task };
      const read = () => format.read(file, readOptionsOf(rules));
      const survey = await surveyRows(read(), rules);
      const created = request.createLabels ? unknownTo(labels, survey.labels) : [];
      const tally = new Tally();
      const rows = withProgress(judgedRows(read(), survey, rules, tally), names, onProgress);
      // Suggestions are not answers and do not affect the hold-out.
      const holdout =
        request.as === 'annotations' ? await settleHoldout(store, project, pool, work) : undefined;
      const target = (from: Store, among?: ReadonlySet<RecordId>) => ({
        ...(among ? lookup(from, holdout) : snapshot(from, holdout)),
        task,
        labels: [...labels, ...created],
        holds: pool.holds,
        recordOf: pool.recordOf,
        named: pool.named,
      });
      const plan = await planAnswers(rows, target(store), { tally, request, signal });
      const again: ImportPlan['again'] = (from, among) => plan.again(target(from, among), among);
      const texts = await textBeginnings(plan.replaced, pool);
      return {
        plan,
        title: format.title,
        created,
        ...(guessed !== undefined && { guessed }),
        ...(holdout && { holdout }),
        again,
        texts,
      };
    } finally {
      await close();
    }
  } finally {
    await pool.close();
    await rm(cacheFolder, { recursive: true, force: true });
  }
}

/** The current answers of a store, in memory. */
function snapshot(store: Store, holdout: SettledHoldout | undefined) {
  const answers = new Map(store.answers().map((answer) => [answer.recordId, answer]));
  return { ...lookup(store, holdout), answer: (id: string) => answers.get(id) };
}

/** As `snapshot`, but looks each record up in the store, which is faster for a few. */
function lookup(store: Store, holdout: SettledHoldout | undefined) {
  const heldOut = new Set(holdoutIds(store));
  return {
    answer: (id: string) => store.answer(id),
    isHeldOut: (id: string) => heldOut.has(id) || holdout?.members.has(id) === true,
    conflicts: new Map(store.conflicts().map((conflict) => [conflict.recordId, conflict])),
  };
}

export function unknownTo(labels: readonly string[], found: readonly string[]): string[] {
  const known = namesByForm(labels);
  return found.filter((name) => !known.has(name) && !known.has(labelForm(name)));
}

async function* withProgress(
  rows: AsyncIterable<ExchangeRow>,
  file: string,
  onProgress: OnProgress | undefined,
): AsyncGenerator<ExchangeRow> {
  const what = message('progress.importing', { file });
  let step = 0;
  for await (const row of rows) {
    if (step++ % rowsAtATime === 0) onProgress?.({ what, step });
    yield row;
  }
}
