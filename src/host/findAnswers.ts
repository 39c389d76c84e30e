import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledError, userMessageOf } from '../core/errors.ts';
import {
  surveyAnswers,
  type AnswerRules,
  type AnswersInFile,
} from '../core/interchange/answersInFile.ts';
import type { Task } from '../core/task/judgement.ts';
import type { ExchangeFile, ExchangeFileOptions } from './exchangeFile.ts';
import { openExchangeFiles, type ExchangeFiles } from './exchangeFiles.ts';
import { requireAllSeparate, separatorIn } from './joinedLabels.ts';

/**
 * The answers in files of labelled texts, read as one.
 * @param options with the task, if the caller knows it
 * @throws UserError if a format is unknown or cannot be read; CancelledError
 */
export async function readAnswers(
  paths: readonly string[],
  rules: AnswerRules,
  {
    task,
    ...options
  }: Omit<ExchangeFileOptions, 'cacheFolder' | 'name'> & { readonly task?: Task } = {},
): Promise<AnswersInFile> {
  return withExchangeFiles(paths, { fields: rules, ...options }, async (open) => {
    const opened = await open();
    const { separator } = rules;
    await requireAllSeparate(opened.parts, paths, { from: options.from, separator, task });
    const { format, file, guessed } = opened;
    const survey = await surveyAnswers(format, file, rules);
    return { ...survey, ...(guessed !== undefined && { guessed }) };
  });
}

/**
 * As `readAnswers`, for a file that may have no answers.
 * @returns undefined if its format is unknown, or its labels are joined in a field, which New Project reads
 * better
 * @throws CancelledError
 */
export async function answersInFile(
  path: string,
  rules: AnswerRules,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<AnswersInFile | undefined> {
  return withExchangeFiles([path], { fields: rules, ...(signal && { signal }) }, async (open) => {
    let opened: ExchangeFile;
    try {
      opened = await open();
    } catch (error) {
      if (error instanceof CancelledError || userMessageOf(error) === undefined) throw error;
      return undefined;
    }
    if ((await separatorIn(opened)) !== undefined) return undefined;
    return surveyAnswers(opened.format, opened.file, rules);
  });
}

/** Opens files with a temporary folder, closes them and removes the folder. */
export async function withExchangeFiles<T>(
  paths: readonly string[],
  options: Omit<ExchangeFileOptions, 'cacheFolder' | 'name'>,
  use: (open: () => Promise<ExchangeFiles>) => Promise<T>,
): Promise<T> {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'marginalia-'));
  let opened: ExchangeFiles | undefined;
  try {
    return await use(async () => {
      opened = await openExchangeFiles(paths, { ...options, cacheFolder });
      return opened;
    });
  } finally {
    await opened?.close();
    await rm(cacheFolder, { recursive: true, force: true });
  }
}
