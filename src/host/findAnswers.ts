import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { CancelledError, UserError, userMessageOf } from '../core/errors.ts';
import {
  surveyAnswers,
  type AnswerRules,
  type AnswersInFile,
} from '../core/interchange/answersInFile.ts';
import { isProblem } from '../core/interchange/formats/format.ts';
import { readOptionsOf } from '../core/interchange/formats/survey.ts';
import { message } from '../core/messages/messages.ts';
import { LabelForms } from '../core/pool/labelForms.ts';
import { openExchangeFile, type ExchangeFile, type ExchangeFileOptions } from './exchangeFile.ts';

/**
 * What a file of labelled texts holds.
 * @throws UserError if it is of no known format, or of one that cannot be read; CancelledError
 */
export async function readAnswers(
  path: string,
  rules: AnswerRules,
  options: Omit<ExchangeFileOptions, 'cacheFolder'> = {},
): Promise<AnswersInFile> {
  return withExchangeFile(path, { fields: rules, ...options }, async (open) => {
    const opened = await open();
    if (options.from === undefined && (await joinsLabels(opened))) {
      throw new UserError(message('import.joinedLabels', { file: basename(path) }));
    }
    const { format, file, guessed } = opened;
    const found = await surveyAnswers(format, file, rules);
    return { ...found, ...(guessed !== undefined && { guessed }) };
  });
}

/**
 * As `readAnswers`, for a file that may have no answers.
 * @returns undefined if it is of no known format, or its labels are read better field by field
 * @throws CancelledError
 */
export async function answersInFile(
  path: string,
  rules: AnswerRules,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<AnswersInFile | undefined> {
  return withExchangeFile(path, { fields: rules, ...(signal && { signal }) }, async (open) => {
    let opened: ExchangeFile;
    try {
      opened = await open();
    } catch (error) {
      if (error instanceof CancelledError || userMessageOf(error) === undefined) throw error;
      return undefined;
    }
    if (await joinsLabels(opened)) return undefined;
    return surveyAnswers(opened.format, opened.file, rules);
  });
}

/** Whether a table seems to have several labels in a cell, which its fields are asked about. */
async function joinsLabels({ format, file }: ExchangeFile): Promise<boolean> {
  if (format.name !== 'csv') return false;
  const forms = new LabelForms();
  for await (const item of format.read(file, readOptionsOf({}))) {
    if (!isProblem(item) && item.said?.kind === 'label') forms.add(item.said.label);
  }
  return forms.readings().some(({ proposed }) => proposed);
}

/** Opens a file with a temporary folder, closes it and removes the folder. */
export async function withExchangeFile<T>(
  path: string,
  options: Omit<ExchangeFileOptions, 'cacheFolder'>,
  use: (open: () => Promise<ExchangeFile>) => Promise<T>,
): Promise<T> {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'marginalia-'));
  let opened: ExchangeFile | undefined;
  try {
    return await use(async () => {
      opened = await openExchangeFile(path, { ...options, cacheFolder });
      return opened;
    });
  } finally {
    await opened?.close();
    await rm(cacheFolder, { recursive: true, force: true });
  }
}
