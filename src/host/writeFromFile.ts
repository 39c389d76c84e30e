import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openSqliteStore } from '../adapters/sqlite/openSqliteStore.ts';
import { replaceFile } from '../adapters/files/replaceFile.ts';
import { throwIfAborted, UserError } from '../core/errors.ts';
import { readingRules } from '../core/interchange/answersInFile.ts';
import type { ImportCounts } from '../core/interchange/answersPlan.ts';
import { judgedRows, readOptionsOf, surveyRows } from '../core/interchange/formats/survey.ts';
import { Tally } from '../core/interchange/formats/tally.ts';
import { emptyProject, planAnswers } from '../core/interchange/planAnswers.ts';
import { poolLines } from '../core/interchange/poolLines.ts';
import { message } from '../core/messages/messages.ts';
import { parseProjectFile } from '../core/projectFile/parseProjectFile.ts';
import { identityVersion, type RecordId } from '../core/record.ts';
import type { NewFromFile } from '../vscode/ports.ts';
import { withExchangeFiles } from './findAnswers.ts';
import { filesIn, sourceOf } from './exchangeFiles.ts';
import { createProject, requireFreeName } from './createProject.ts';
import { openProjectPool } from './projectPool.ts';
import { requireValidProject, type ReadProjectFile } from './readProjectFile.ts';
import { AnswerPlaces } from './savedAnswers.ts';
import { settleHoldout, type SettledHoldout } from './settleHoldout.ts';

/**
 * Creates a project from a file of labelled texts, which it leaves unchanged: the texts become the pool, the
 * answers one step of the journal.
 * @returns counts of the rows by outcome
 * @throws UserError if one of the new files exists already or cannot be written; CancelledError
 */
export async function writeFromFile(
  { from, more, opening, rules, task, labels, pool, file, name, content, annotator }: NewFromFile,
  { backupsDir, signal }: { readonly backupsDir: string; readonly signal?: AbortSignal },
): Promise<ImportCounts> {
  const places = new AnswerPlaces(file, name, backupsDir);
  requireFreeName({ file, name, places });
  if (existsSync(pool)) throw new UserError(message('project.nameTaken', { name }));
  const options = { fields: rules, ...opening, ...(signal && { signal }) };
  const sourceFiles = { file: from, ...(more && { more }) };
  return withExchangeFiles(filesIn(sourceFiles), options, async (open) => {
    const { format, file: source } = await open();
    const reading = readingRules(rules, task);
    const read = () => format.read(source, readOptionsOf(reading));
    const survey = { ...(await surveyRows(read(), reading)), labels };
    const rowsOf = (tally: Tally) => judgedRows(read(), survey, reading, tally);
    const count = { rows: 0, repeated: 0 };
    try {
      await replaceFile(pool, countedLines(rowsOf(new Tally()), count));
    } catch (error) {
      if (!(error instanceof Error && 'syscall' in error)) throw error;
      throw new UserError(message('project.notWritten', { path: pool, why: error.message }), {
        cause: error,
      });
    }
    try {
      const holdout = await holdoutOf(file, name, content, signal);
      const tally = new Tally();
      const request = { as: 'annotations', replace: false } as const;
      const isHeldOut = (id: RecordId): boolean => holdout?.members.has(id) === true;
      const target = { task, labels, ...emptyProject, isHeldOut };
      const plan = await planAnswers(rowsOf(tally), target, { tally, request, signal });
      throwIfAborted(signal);
      const stamp = { id: randomUUID(), at: Date.now(), annotator };
      const events = plan.events(stamp, sourceOf(sourceFiles), 'ids');
      const createOptions = { ...(holdout && { holdout }), ...(signal && { signal }) };
      await createProject({ file, name, content, events, places, ...createOptions });
      return { ...plan.counts, pool: count };
    } catch (error) {
      await rm(pool, { force: true });
      throw error;
    }
  });
}

/** The lines of the pool; counts them, and the rows that repeat another. */
async function* countedLines(
  rows: ReturnType<typeof judgedRows>,
  count: { rows: number; repeated: number },
): AsyncGenerator<string> {
  let inputRows = 0;
  async function* countedRows(): ReturnType<typeof judgedRows> {
    for await (const row of rows) {
      inputRows++;
      yield row;
    }
  }
  for await (const line of poolLines(countedRows())) {
    count.rows++;
    yield line;
  }
  count.repeated = inputRows - count.rows;
}

/** Draws the hold-out from all rows, independent of their answers. */
async function holdoutOf(
  path: string,
  name: string,
  content: string,
  signal: AbortSignal | undefined,
): Promise<SettledHoldout | undefined> {
  const file: ReadProjectFile = {
    path,
    name,
    folder: dirname(path),
    text: content,
    ...parseProjectFile(content),
  };
  const project = requireValidProject(file);
  const scratch = await mkdtemp(join(tmpdir(), 'marginalia-empty-'));
  const store = openSqliteStore(join(scratch, `${name}.sqlite`), {
    project: name,
    identityVersion,
  });
  try {
    const pool = await openProjectPool({ file, project, store }, signal);
    try {
      return await settleHoldout(store, project, pool, signal ? { signal } : {});
    } finally {
      await pool.close();
    }
  } finally {
    store.close();
    await rm(scratch, { recursive: true, force: true });
  }
}
