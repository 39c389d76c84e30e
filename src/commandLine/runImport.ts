import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { LabelTask } from '../core/acquisition/acquisition.ts';
import { UserError, userMessageOf } from '../core/errors.ts';
import type { AnswersInFile, AnswersReading } from '../core/interchange/answersInFile.ts';
import type { ImportRequest } from '../core/interchange/answersPlan.ts';
import { labelNames } from '../core/labels.ts';
import type { Message } from '../core/messages/message.ts';
import { message, paramsOf } from '../core/messages/messages.ts';
import { closestChoice } from '../core/nearest.ts';
import { defaultQuery, fewestLabels } from '../core/projectFile/projectFile.ts';
import { filesIn, sourceOf } from '../host/exchangeFiles.ts';
import { readAnswers } from '../host/findAnswers.ts';
import { newFromTexts, type NewTextsProject } from '../host/newFromTexts.ts';
import {
  importAnswers,
  planImport,
  unknownTo,
  type ImportResult,
} from '../host/importToProject.ts';
import { namedFiles } from '../host/namedFiles.ts';
import type { ReplacedAnswer } from '../host/replacedAnswers.ts';
import { readProjectFile, requireValidProject } from '../host/readProjectFile.ts';
import { writeFromFile } from '../host/writeFromFile.ts';
import { importedProjectText } from '../core/projectFile/newProjectText.ts';
import {
  projectFileEnding,
  projectNameOf,
  textsNameFor,
} from '../core/projectFile/projectNames.ts';
import type { ImportArguments } from './importArguments.ts';

/** @throws UserError; CancelledError; nothing is imported then */
export async function runImport(
  { project, isNew, task, labels, request: requested, dryRun, yes, migrate }: ImportArguments,
  {
    warn,
    signal,
  }: {
    readonly warn: (warning: Message) => void;
    readonly signal: AbortSignal;
  },
): Promise<ImportResult | NewTextsProject> {
  const request = { ...requested, ...(await uniqueFiles(requested, warn)) };
  if (isNew) return importNew(project, request, { task, labels }, signal);
  await requireTargets(project, request);
  if (dryRun) return planImport(project, request, { signal });
  const confirm = (replaced: readonly ReplacedAnswer[]): Promise<void> => {
    for (const replacement of replaced) warn(message('import.replaces', replacement));
    if (yes) return Promise.resolve();
    const { length: count } = replaced;
    return Promise.reject(new UserError(message('import.needsYes', { count })));
  };
  return importAnswers(project, request, {
    annotator: request.annotator ?? userInfo().username,
    migrate,
    confirm,
    signal,
  });
}

/**
 * The files that an import names, by path or pattern; a file named twice counts once.
 * @throws UserError if one does not exist
 */
async function uniqueFiles(
  request: Pick<ImportRequest, 'file' | 'more'>,
  warn: (warning: Message) => void,
): Promise<Pick<ImportRequest, 'file' | 'more'>> {
  const files = new Map<string, string>();
  for (const pattern of filesIn(request)) {
    for (const path of await namedFiles(pattern)) {
      // A pipe, such as `<(command)`, has no path of its own.
      const realFile = await realpath(path).catch(() => resolve(path));
      if (files.has(realFile)) warn(message('import.sameFile', { file: path }));
      else files.set(realFile, resolve(path));
    }
  }
  const [file, ...more] = files.values();
  return { file: file!, ...(more.length > 0 && { more }) };
}

/** The options that describe a new project. */
interface NewProjectOptions extends Pick<ImportArguments, 'labels'> {
  readonly task: LabelTask | undefined;
}

/**
 * Writes a project with the texts and answers of a file, beside the project file. For a file without answers,
 * the file itself becomes the pool.
 */
async function importNew(
  path: string,
  request: ImportRequest,
  { task, labels: furtherLabels }: NewProjectOptions,
  signal: AbortSignal,
): Promise<ImportResult | NewTextsProject> {
  const file = resolve(path);
  if (!file.endsWith(projectFileEnding)) throw new UserError(message('cli.notAProject', { path }));
  const folder = dirname(file);
  if (!existsSync(folder)) throw new UserError(message('file.noFolder', { folder }));
  const name = projectNameOf(file);
  const { file: from, more, annotator = userInfo().username, form = {} } = request;
  const rules = { ...request.rules, names: Object.fromEntries(request.rules.names) };
  const opening = {
    ...(request.from !== undefined && { from: request.from }),
    ...form,
  };
  const readOptions = { ...opening, ...(task && { task }), signal };
  const files = filesIn(request);
  const answersFound = await readAnswers(files, rules, readOptions).catch((error: unknown) => {
    const problem = userMessageOf(error);
    const isNamed = furtherLabels.length >= fewestLabels[task ?? 'single'];
    // The field of the labels is unknown, but the texts and the given labels suffice for a project.
    if (isNamed && files.length === 1 && paramsOf(problem, 'interchange.whichLabel')) {
      return undefined;
    }
    const unrecognised = paramsOf(problem, 'interchange.notRecognised');
    if (unrecognised === undefined || files.length > 1) throw error;
    const { proposed, fields, doubts } = unrecognised;
    if (proposed && !isNamed) {
      throw new UserError(
        message('import.proposed', { file: basename(from), fields, doubts, ...proposed }),
      );
    }
    return undefined;
  });
  if (!answersFound || isWithoutAnswers(answersFound)) {
    if (files.length > 1) {
      const names = files.map((path) => basename(path));
      throw new UserError(message('import.severalTexts', { files: names }));
    }
    const { textField } = rules;
    const field = textField !== undefined && { textField };
    const texts = { from, form, file, task: task ?? 'single', labels: furtherLabels, ...field };
    return newFromTexts(texts, signal);
  }
  const reading = readingFor(answersFound, { task, labels: furtherLabels }, sourceOf(request));
  const { context, hasIds } = reading;
  const labels = [...new Set([...reading.labels, ...furtherLabels])];
  const pool = join(folder, textsNameFor(name));
  const content = importedProjectText({
    pool: basename(pool),
    hasIds,
    context,
    task: reading.task,
    labels,
    refitEvery: defaultQuery(reading.task).refitEvery,
  });
  const counts = await writeFromFile(
    {
      from,
      ...(more && { more }),
      opening,
      rules,
      task: reading.task,
      labels,
      pool,
      file,
      name,
      content,
      annotator,
    },
    { backupsDir: join(folder, '.marginalia'), signal },
  );
  const { title, guessed } = answersFound;
  return { counts, title, created: labels, ...(guessed !== undefined && { guessed }) };
}

/** Whether the file has readable records, but neither answers nor a list of labels. */
function isWithoutAnswers({ readings }: AnswersInFile): boolean {
  const isEmpty = readings.every(
    ({ answers, skipped, rejected, labels }) => answers + skipped + rejected + labels.length === 0,
  );
  return isEmpty && readings.some(({ rows }) => rows > 0);
}

/**
 * The reading for a task, or the first that is valid for a project.
 * @throws UserError if no reading is
 */
function readingFor(
  { title, readings, unnamed, problem }: AnswersInFile,
  { task, labels: furtherLabels }: NewProjectOptions,
  file: string,
): AnswersReading {
  if (unnamed) throw new UserError(message('interchange.labelIds', { ids: unnamed }));
  if (problem) throw new UserError(problem);
  const candidates = readings.filter((reading) => task === undefined || reading.task === task);
  const valid = candidates.find(
    (reading) => new Set([...reading.labels, ...furtherLabels]).size >= fewestLabels[reading.task],
  );
  const selected = valid ?? candidates[0];
  if (!selected) throw new UserError(message('import.noReading', { file, task: task! }));
  const { rows, labels, problems } = selected;
  const [firstProblem] = problems;
  if (rows === 0) {
    throw new UserError(
      firstProblem
        ? message('interchange.nothingRead', {
            file,
            format: title,
            line: firstProblem.line,
            why: firstProblem.problem,
          })
        : message('interchange.noRows', { file }),
    );
  }
  if (valid) return valid;
  const [label] = labels;
  throw new UserError(
    label === undefined
      ? message('import.noLabels', { file, least: fewestLabels[selected.task], fields: [] })
      : message('import.oneLabel', { file, label }),
  );
}

/** @throws UserError if a label is mapped to one that the project does not have */
async function requireTargets(
  path: string,
  { rules: { names, rejectAs }, createLabels }: ImportRequest,
): Promise<void> {
  if (createLabels) return;
  const { labels: labelSet, task } = requireValidProject(await readProjectFile(path));
  const labels = labelNames(labelSet);
  const targets = [
    ...[...names.values()].map((label) => ({ option: '--map', label })),
    ...(rejectAs === undefined || task !== 'single'
      ? []
      : [{ option: '--reject-as', label: rejectAs }]),
  ];
  const unknownTarget = targets.find(({ label }) => unknownTo(labels, [label]).length > 0);
  if (!unknownTarget) return;
  const { option, label } = unknownTarget;
  throw new UserError(
    message('import.unknownTarget', { option, label, ...closestChoice(label, labels), labels }),
  );
}
