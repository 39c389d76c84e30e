import { writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { LabelTask } from '../core/acquisition/acquisition.ts';
import { UserError } from '../core/errors.ts';
import { overriddenFormat, type FormatOverrides } from '../core/interchange/formatOverrides.ts';
import { message } from '../core/messages/messages.ts';
import { isLines } from '../core/pool/columns.ts';
import { doubtsWith } from '../core/pool/reading/reading.ts';
import type { InputReading } from '../core/predict/inputReading.ts';
import { newProjectText } from '../core/projectFile/newProjectText.ts';
import { parseProjectFile } from '../core/projectFile/parseProjectFile.ts';
import { defaultQuery, fewestLabels } from '../core/projectFile/projectFile.ts';
import { projectNameOf } from '../core/projectFile/projectNames.ts';
import { requireFreeName } from './createProject.ts';
import { inspectPool, surveyPool } from './inspectPool.ts';
import { noTextsError } from './noTextsError.ts';
import { AnswerPlaces } from './savedAnswers.ts';

export interface NewFromTexts {
  /** The file with the texts, which becomes the pool. */
  readonly from: string;
  /** Absolute path of the project file. */
  readonly file: string;
  /** The known parts of its format. */
  readonly form: FormatOverrides;
  readonly task: LabelTask;
  readonly labels: readonly string[];
  /** Guessed if omitted. */
  readonly textField?: string;
}

export interface NewTextsProject {
  readonly reading: InputReading;
  readonly records: number;
  /** Rows with texts that the encoding could not decode (U+FFFD). */
  readonly damaged: number;
  readonly labels: readonly string[];
}

/**
 * Writes a project file, and nothing else, for a pool without answers, with the settings that New Project
 * from File proposes.
 * @throws UserError if the file has no texts, the labels are not a valid label set, or the project exists;
 * CancelledError
 */
export async function newFromTexts(
  { from, form, file, task, labels, textField }: NewFromTexts,
  signal?: AbortSignal,
): Promise<NewTextsProject> {
  const name = projectNameOf(file);
  requireFreeName({
    file,
    name,
    places: new AnswerPlaces(file, name, join(dirname(file), '.marginalia')),
  });
  const { format, fields, guess, reading } = await inspectPool(from, overriddenFormat(form));
  const fieldNames = fields.map((field) => field.name);
  const fileName = basename(from);
  if (textField !== undefined && !fieldNames.includes(textField)) {
    throw new UserError(
      message('predict.noField', { file: fileName, field: textField, fields: fieldNames }),
    );
  }
  const text = textField === undefined ? guess.text : [textField];
  if (text.length === 0 || (textField === undefined && guess.isDoubtful)) {
    throw noTextsError(fileName, guess, fieldNames);
  }
  const minLabels = fewestLabels[task];
  if (labels.length < minLabels) {
    throw new UserError(
      message('import.noLabels', { file: fileName, least: minLabels, fields: fieldNames }),
    );
  }
  const id = guess.id !== undefined && !text.includes(guess.id) ? { id: guess.id } : {};
  const content = newProjectText({
    pool: relative(dirname(file), from).split(sep).join('/'),
    format,
    text,
    ...id,
    context: [],
    task,
    labels,
    refitEvery: defaultQuery(task).refitEvery,
  });
  const projectError = parseProjectFile(content).problems.find(
    ({ severity }) => severity === 'error',
  );
  if (projectError) throw new UserError(projectError.message);
  const { accounting, damaged } = await surveyPool(
    from,
    { format, text },
    signal ? { signal } : {},
  );
  try {
    await writeFile(file, content, { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    const why = error.message;
    throw new UserError(message('project.notWritten', { path: file, why }), { cause: error });
  }
  return {
    reading: {
      file: fileName,
      format,
      text,
      ...id,
      ...(isLines(format, fieldNames) && { isLines: true }),
      ...doubtsWith(reading, text),
    },
    records: accounting.records,
    damaged,
    labels,
  };
}
