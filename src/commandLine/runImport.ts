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
import { newFromTexts, type MadeFromTexts } from '../host/newFromTexts.ts';
import { importAnswers, planImport, unknownTo, type Imported } from '../host/importToProject.ts';
import { namedFiles } from '../host/namedFiles.ts';
import type { Replaced } from '../host/replacedAnswers.ts';
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
  { project, isNew, task, labels, request: given, dryRun, yes, migrate }: ImportArguments,
  {
    complain,
    signal,
  }: {
    readonly complain: (said: Message) => void;
    readonly signal: AbortSignal;
  },
): Promise<Imported | MadeFromTexts> {
  const request = { ...given, ...(await filesOnce(given, complain)) };
  if (isNew) return importNew(project, request, { task, labels }, signal);
  await requireTargets(project, request);
  if (dryRun) return planImport(project, request, { signal });
  const confirm = async (replaced: readonly Replaced[]): Promise<void> => {
    for (const one of replaced) complain(message('import.replaces', one));
    if (!yes) throw new UserError(message('import.needsYes', { count: replaced.length }));
    return Promise.resolve();
  };
  return importAnswers(project, request, {
    annotator: request.annotator ?? userInfo().username,
    migrate,
    confirm,
    signal,
  });
}

/**
 * The files that are named, with those of each pattern, each once.
 * @throws UserError if one is not there
 */
async function filesOnce(
  request: Pick<ImportRequest, 'file' | 'more'>,
  complain: (said: Message) => void,
): Promise<Pick<ImportRequest, 'file' | 'more'>> {
  const files = new Map<string, string>();
  for (const given of filesIn(request)) {
    for (const path of await namedFiles(given)) {
      const place = await realpath(path);
      if (files.has(place)) complain(message('import.sameFile', { file: path }));
      else files.set(place, resolve(path));
    }
  }
  const [file, ...more] = files.values();
  return { file: file!, ...(more.length > 0 && { more }) };
}

/** The options that describe a new project. */
interface Wanted extends Pick<ImportArguments, 'labels'> {
  readonly task: LabelTask | undefined;
}

/**
 * Writes a project with the texts and answers of a file, beside the project file. For a file without answers,
 * the file itself becomes the pool.
 */
async function importNew(
  path: string,
  request: ImportRequest,
  { task, labels: given }: Wanted,
  signal: AbortSignal,
): Promise<Imported | MadeFromTexts> {
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
  const known = { ...opening, ...(task && { task }), signal };
  const files = filesIn(request);
  const found = await readAnswers(files, rules, known).catch((error: unknown) => {
    const problem = userMessageOf(error);
    const isNamed = given.length >= fewestLabels[task ?? 'single'];
    // Only its text field is known.
    if (isNamed && files.length === 1 && paramsOf(problem, 'interchange.whichLabel')) {
      return undefined;
    }
    const unknown = paramsOf(problem, 'interchange.notRecognised');
    if (unknown === undefined || files.length > 1) throw error;
    const { proposed, fields, doubts } = unknown;
    if (proposed && !isNamed) {
      throw new UserError(
        message('import.proposed', { file: basename(from), fields, doubts, ...proposed }),
      );
    }
    return undefined;
  });
  if (!found || isWithoutAnswers(found)) {
    if (files.length > 1) {
      const names = files.map((one) => basename(one));
      throw new UserError(message('import.severalTexts', { files: names }));
    }
    const { textField } = rules;
    const field = textField !== undefined && { textField };
    const texts = { from, form, file, task: task ?? 'single', labels: given, ...field };
    return newFromTexts(texts, signal);
  }
  const reading = readingFor(found, { task, labels: given }, sourceOf(request));
  const { context, hasIds } = reading;
  const labels = [...new Set([...reading.labels, ...given])];
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
  const { title, guessed } = found;
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
  { task, labels: given }: Wanted,
  file: string,
): AnswersReading {
  if (unnamed) throw new UserError(message('interchange.labelIds', { ids: unnamed }));
  if (problem) throw new UserError(problem);
  const those = readings.filter((one) => task === undefined || one.task === task);
  const enough = those.find(
    (one) => new Set([...one.labels, ...given]).size >= fewestLabels[one.task],
  );
  const first = enough ?? those[0];
  if (!first) throw new UserError(message('import.noReading', { file, task: task! }));
  const { rows, labels, problems } = first;
  const [unread] = problems;
  if (rows === 0) {
    throw new UserError(
      unread
        ? message('interchange.nothingRead', {
            file,
            format: title,
            line: unread.line,
            why: unread.problem,
          })
        : message('interchange.noRows', { file }),
    );
  }
  if (enough) return enough;
  const [label] = labels;
  throw new UserError(
    label === undefined
      ? message('import.noLabels', { file, least: fewestLabels[first.task], fields: [] })
      : message('import.oneLabel', { file, label }),
  );
}

/** @throws UserError if a label is mapped to one that the project does not have */
async function requireTargets(
  path: string,
  { rules: { names, rejectAs }, createLabels }: ImportRequest,
): Promise<void> {
  if (createLabels) return;
  const { labels: known, task } = requireValidProject(await readProjectFile(path));
  const labels = labelNames(known);
  const given = [
    ...[...names.values()].map((label) => ({ option: '--map', label })),
    ...(rejectAs === undefined || task !== 'single'
      ? []
      : [{ option: '--reject-as', label: rejectAs }]),
  ];
  const unknown = given.find(({ label }) => unknownTo(labels, [label]).length > 0);
  if (!unknown) return;
  const { option, label } = unknown;
  throw new UserError(
    message('import.unknownTarget', { option, label, ...closestChoice(label, labels), labels }),
  );
}
