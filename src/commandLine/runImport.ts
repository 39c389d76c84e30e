import { userInfo } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { LabelTask } from '../core/acquisition/acquisition.ts';
import { UserError } from '../core/errors.ts';
import type { ImportRequest } from '../core/interchange/answersPlan.ts';
import { readableFormats } from '../core/interchange/formats/registry.ts';
import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import { defaultQuery } from '../core/projectFile/projectFile.ts';
import { answersInFile } from '../host/findAnswers.ts';
import {
  importAnswers,
  planImport,
  type Imported,
  type Replaced,
} from '../host/importToProject.ts';
import { writeFromFile } from '../host/writeFromFile.ts';
import { newProjectText } from '../core/projectFile/newProjectText.ts';
import {
  projectFileEnding,
  projectNameOf,
  textsNameFor,
} from '../core/projectFile/projectNames.ts';
import type { ImportArguments } from './importArguments.ts';

/** @throws UserError, and then nothing was imported; CancelledError */
export async function runImport(
  { project, isNew, task, request, dryRun, yes, migrate }: ImportArguments,
  {
    complain,
    signal,
  }: {
    readonly complain: (said: Message) => void;
    readonly signal: AbortSignal;
  },
): Promise<Imported> {
  if (isNew) return importNew(project, request, task, signal);
  if (dryRun) return planImport(project, request, { signal });
  const confirm = async (replaced: readonly Replaced[]): Promise<void> => {
    for (const { id, annotator, at } of replaced) {
      complain(message('import.replaces', { id, annotator, at }));
    }
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

/** Writes a project with the texts and answers of a file, beside the project file. */
async function importNew(
  path: string,
  { file: from, rules: read, annotator = userInfo().username }: ImportRequest,
  task: LabelTask | undefined,
  signal: AbortSignal,
): Promise<Imported> {
  const file = resolve(path);
  if (!file.endsWith(projectFileEnding)) throw new UserError(message('cli.notAProject', { path }));
  const name = projectNameOf(file);
  const { rejectAs } = read;
  const rules = {
    names: Object.fromEntries(read.names),
    ...(rejectAs !== undefined && { rejectAs }),
  };
  const found = await answersInFile(from, rules, { signal });
  const shown = basename(from);
  if (!found) {
    throw new UserError(
      message('interchange.notRecognised', { file: shown, formats: readableFormats }),
    );
  }
  if (found.unnamed) throw new UserError(message('interchange.labelIds', { ids: found.unnamed }));
  if (found.problem) throw new UserError(found.problem);
  const reading = found.readings.find((one) => task === undefined || one.task === task);
  if (!reading) {
    throw new UserError(message('import.noReading', { file: shown, task: task ?? 'single' }));
  }
  const { labels, context, hasIds } = reading;
  const pool = join(dirname(file), textsNameFor(name));
  const content = newProjectText({
    pool: basename(pool),
    format: { kind: 'jsonl', encoding: 'utf-8' },
    text: ['text'],
    ...(hasIds && { id: 'id' }),
    context,
    task: reading.task,
    labels,
    refitEvery: defaultQuery(reading.task).refitEvery,
  });
  const made = { from, rules, task: reading.task, labels, pool, file, name, content, annotator };
  const counts = await writeFromFile(made, {
    backupsDir: join(dirname(file), '.marginalia'),
    signal,
  });
  return { counts, title: found.title, created: labels };
}
