import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError, userMessageOf } from '../core/errors.ts';
import { checkMirror, mirrorStep } from '../core/interchange/checkMirror.ts';
import { isJudged } from '../core/interchange/mirrorLine.ts';
import { orphanedLabels } from '../core/labelSet/orphans.ts';
import { labelNames } from '../core/labels.ts';
import { labelImportSummary, passedOverMessage } from '../core/loop/labels/labelColumn.ts';
import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import { isAnswered } from '../core/store/isAnswered.ts';
import type { Store } from '../core/store/store.ts';
import { taskOfAnswers } from '../core/store/taskOfAnswers.ts';
import { isMirrored } from './labelMirror.ts';
import { openProjectPool, type ProjectPool } from './projectPool.ts';
import { mirrorOf, openAnswers, type ProjectToRead } from './projectToRead.ts';
import { requireFile } from './requireFile.ts';
import { lineAt, readProjectFile, type ReadProjectFile } from './readProjectFile.ts';

/** A mistake in the files of a project. */
export interface Finding {
  /** Absolute path. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column?: number;
  /** An error makes labels wrong or lost; a warning does not. */
  readonly severity: 'error' | 'warning';
  readonly problem: Message;
}

export interface CheckResult {
  /** In the order of project file, answers, mirror, pool. */
  readonly findings: readonly Finding[];
  /** Labelled and skipped records. */
  readonly answers: number;
}

export interface CheckOptions {
  /** Whether to read the pool; if false, its files may be missing. */
  readonly pool: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Checks a project, or a single `NAME.labels.jsonl`; only reads. Without a database, as in a
 * clone of a repository, the answers are those of the mirror.
 * @throws UserError if the file cannot be read, or the database cannot be opened; CancelledError
 */
export async function checkProject(path: string, options: CheckOptions): Promise<CheckResult> {
  if (path.endsWith('.labels.jsonl')) return checkMirrorFile(path);
  const file = await readProjectFile(path);
  const findings = problemsOf(file);
  const { project } = file;
  if (!project) return { findings, answers: 0 };
  const { store, from, close } = await openAnswers(file);
  const opened = { file, project, store, from, close };
  try {
    findings.push(...checkAnswers(opened), ...(await checkMirrorOf(opened)));
    if (options.pool) findings.push(...(await checkPool(opened, options.signal)));
    return { findings, answers: store.answers().filter((answer) => isAnswered(answer)).length };
  } finally {
    await close();
  }
}

async function checkMirrorFile(path: string): Promise<CheckResult> {
  await requireFile(path);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UserError(message('cli.projectNotRead', { path }));
  });
  const problems = checkMirror(text);
  const lines = text.split('\n').filter((line) => line.trim() !== '').length;
  const findings = problems.map((problem) => ({ ...problem, file: resolve(path) }));
  return {
    findings,
    answers: lines - problems.filter(({ severity }) => severity === 'error').length,
  };
}

function problemsOf({ problems, text, path }: ReadProjectFile): Finding[] {
  return problems.map(({ message: problem, offset, severity }) => {
    const before = text.slice(0, offset);
    const column = offset - before.lastIndexOf('\n');
    return { file: resolve(path), line: lineAt(text, offset), column, severity, problem };
  });
}

/** The line of a setting in the project file; the first line if it is absent. */
function lineOfSetting(
  { text, path }: ReadProjectFile,
  key: string,
): Pick<Finding, 'file' | 'line'> {
  return { file: resolve(path), line: lineAt(text, Math.max(0, text.indexOf(`"${key}"`))) };
}

function checkAnswers({ file, project, store }: ProjectToRead): Finding[] {
  const task = taskOfAnswers(store);
  const findings: Finding[] = [];
  if (task !== undefined && task !== project.task) {
    const problem = message('projectFile.taskFixed', { task });
    findings.push({ ...lineOfSetting(file, 'task'), severity: 'error', problem });
  }
  const orphans = orphanedLabels(store, labelNames(project.labels), store.counts().byLabel);
  for (const { label, count: records, into = [] } of orphans) {
    findings.push({
      ...lineOfSetting(file, 'labels'),
      severity: into.length > 0 ? 'warning' : 'error',
      problem: message('check.orphans', { label, records, into }),
    });
  }
  const records = store.conflictCount();
  if (records > 0) {
    const problem = message('check.conflicts', { records });
    findings.push({ file: resolve(file.path), line: 1, severity: 'warning', problem });
  }
  return findings;
}

async function checkMirrorOf({ file, project, store, from }: ProjectToRead): Promise<Finding[]> {
  const path = mirrorOf(file);
  if (!existsSync(path)) return missingMirror(file, isMirrored(project, file.folder), store);
  const text = await readFile(path, 'utf8');
  const findings: Finding[] = checkMirror(text).map((problem) => ({ ...problem, file: path }));
  if (from !== 'database' || !isMirrored(project, file.folder)) return findings;
  const { behind, ahead } = mirrorStep(text, store, labelNames(project.labels));
  const location = { file: path, line: 1 };
  if (behind > 0) {
    const problem = message('check.mirrorBehind', { answers: behind });
    findings.push({ ...location, severity: 'error', problem });
  }
  if (ahead > 0) {
    const problem = message('check.mirrorAhead', { answers: ahead });
    findings.push({ ...location, severity: 'warning', problem });
  }
  return findings;
}

function missingMirror(file: ReadProjectFile, isExpected: boolean, store: Store): Finding[] {
  const answers = store.answers().filter(isJudged).length;
  if (!isExpected || answers === 0) return [];
  const problem = message('check.mirrorMissing', { file: basename(mirrorOf(file)), answers });
  return [{ file: resolve(file.path), line: 1, severity: 'error', problem }];
}

async function checkPool(opened: ProjectToRead, signal?: AbortSignal): Promise<Finding[]> {
  try {
    const pool = await openProjectPool(opened, signal);
    try {
      return await checkRows(opened, pool);
    } finally {
      await pool.close();
    }
  } catch (error) {
    const problem = userMessageOf(error);
    if (problem === undefined) throw error;
    return [{ ...lineOfSetting(opened.file, 'pool'), severity: 'error', problem }];
  }
}

async function checkRows(
  { file, store, project }: ProjectToRead,
  { summary, engine }: ProjectPool,
): Promise<Finding[]> {
  const location = lineOfSetting(file, 'pool');
  const { problems, problemCount } = summary;
  const findings: Finding[] = problems.map(({ file: path, line, column, severity, ...rest }) => ({
    file: join(dirname(resolve(file.path)), path),
    line,
    ...(column === undefined ? {} : { column }),
    severity,
    problem: rest.message,
  }));
  const unlisted = problemCount - problems.length;
  if (unlisted > 0) {
    const problem = message('check.moreProblems', { problems: unlisted });
    findings.push({ ...location, severity: 'warning', problem });
  }
  const stored = store
    .answers()
    .map(({ recordId: id, sourceId }) => (sourceId === undefined ? { id } : { id, sourceId }));
  const { changed, missing } = await engine.rematch({ stored });
  const remote = { remote: engine };
  const importSummary = await labelImportSummary(
    { store, project, engine: remote },
    summary.labelsPassed,
  );
  const passedOver = importSummary && passedOverMessage(importSummary);
  if (passedOver) {
    const place = lineOfSetting(file, 'labelField');
    findings.push({ ...place, severity: 'warning', problem: passedOver });
  }
  if (changed.length > 0) {
    const problem = message('check.textsChanged', { records: changed.length });
    findings.push({ ...location, severity: 'warning', problem });
  }
  if (missing.length > 0) {
    const problem = message('check.recordsGone', { records: missing.length });
    findings.push({ ...location, severity: 'warning', problem });
  }
  return findings;
}
