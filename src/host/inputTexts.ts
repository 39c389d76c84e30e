import { basename } from 'node:path';
import { quotedRows } from '../adapters/csv/quotedRows.ts';
import { UserError, userMessageOf } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import { overriddenFormat, type FormatOverrides } from '../core/interchange/formatOverrides.ts';
import type { ReadItem } from '../core/interchange/formats/format.ts';
import { readOptionsOf } from '../core/interchange/formats/survey.ts';
import { isLines } from '../core/pool/columns.ts';
import { objectGetter } from '../core/pool/fields.ts';
import { guessFields } from '../core/pool/guessFields.ts';
import { PoolFile, type FoundRow } from '../core/pool/poolFile.ts';
import { findReading } from '../core/pool/reading/findReading.ts';
import { doubtsWith, type FileSamples, type Reading } from '../core/pool/reading/reading.ts';
import { sampleRows } from '../core/pool/sampleRows.ts';
import { storedForm } from '../core/pool/poolSpec.ts';
import type { InputReading } from '../core/predict/inputReading.ts';
import type { InputFile } from '../core/predict/predictRequest.ts';
import { openExchangeFile, type ExchangeFile } from './exchangeFile.ts';
import { namesOf, concatenatedItems, sourceOf } from './exchangeFiles.ts';
import { noTextsError } from './noTextsError.ts';
import { openPoolSource, samplePoolFile } from './poolSource.ts';

/** The fields of a project's pool with the text and the id. */
export interface TextFields {
  readonly text: readonly string[];
  readonly id?: string;
}

/** The texts of a file. */
export interface InputTexts {
  readonly reading: InputReading;
  /** Name of the format. */
  readonly title: string;
  readonly items: () => AsyncIterable<ReadItem>;
  readonly close: () => Promise<void>;
}

interface Work {
  /** A folder for temporary files; the caller deletes it. */
  readonly tempFolder: string;
  readonly signal?: AbortSignal;
}

/**
 * Opens files that are read one after the other, each as `openInput` does, by the fields of the first.
 * @throws UserError if one cannot be read, or does not have these fields; CancelledError
 */
export async function openInputs(
  { more = [], ...input }: InputFile,
  project: TextFields | undefined,
  work: Work,
): Promise<InputTexts> {
  const first = await openInput(input, project, work);
  if (more.length === 0) return first;
  const opened = [first];
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((texts) => texts.close()));
  };
  const { text, id } = first.reading;
  const fields = text && { text, ...(id !== undefined && { id }) };
  try {
    for (const location of more) {
      const openedInput = await openInput(
        { ...input, location, name: basename(location) },
        fields,
        work,
      );
      opened.push(openedInput);
      requireSameText(openedInput.reading, first.reading);
    }
  } catch (error) {
    await close();
    throw error;
  }
  const sources = namesOf([input.location, ...more]);
  const files = opened.map(({ items }, i) => ({ source: sources[i]!, items }));
  const file = sourceOf({ file: input.location, more });
  const reading = { ...first.reading, file };
  return { ...first, reading, items: () => concatenatedItems(files), close };
}

function requireSameText({ file, text = [] }: InputReading, first: InputReading): void {
  const expected = (first.text ?? []).join(', ');
  if (expected === text.join(', ')) return;
  throw new UserError(message('predict.noField', { file, field: expected, fields: text }));
}

/**
 * Opens a file of another tool, of Marginalia, or with any rows that have a text. Uses the project's fields
 * if the file has them, otherwise guesses.
 * @throws UserError if it cannot be read; CancelledError
 */
export async function openInput(
  input: Omit<InputFile, 'more'>,
  project: TextFields | undefined,
  work: Work,
): Promise<InputTexts> {
  const exchange = await openAsExchange(input, work);
  if (exchange && (input.from !== undefined || !isGeneric(exchange.format)))
    return textsOf(exchange, input);
  const textFields = input.textField === undefined ? project : { text: [input.textField] };
  try {
    const rows = await openRows(input, textFields, exchange === undefined, work);
    if (rows) {
      await exchange?.close();
      return rows;
    }
  } catch (error) {
    await exchange?.close();
    throw error;
  }
  if (exchange) return textsOf(exchange, input);
  throw noRows(input.name ?? basename(input.location));
}

/** Whether any table or JSON Lines with a field `text` may be of this format. */
function isGeneric({ name }: ExchangeFile['format']): boolean {
  return ['marginalia', 'csv', 'predictions'].includes(name);
}

function noRows(file: string): UserError {
  return new UserError(message('predict.noRows', { file }));
}

/** @returns undefined if its format is unknown */
async function openAsExchange(
  { location, textField: _, ...input }: InputFile,
  { tempFolder, signal }: Work,
): Promise<ExchangeFile | undefined> {
  try {
    const options = { ...input, cacheFolder: tempFolder, ...(signal && { signal }) };
    return await openExchangeFile(location, options);
  } catch (error) {
    const code = userMessageOf(error)?.code;
    if (code !== 'interchange.notRecognised' && code !== 'import.onlyIds') throw error;
    return undefined;
  }
}

function textsOf(
  { format, file, close }: ExchangeFile,
  { location, name = basename(location), textField }: InputFile,
): InputTexts {
  const { title } = format;
  const options = readOptionsOf(textField === undefined ? {} : { textField });
  const reading = { file: name, format: title, ...(isGeneric(format) && { text: ['text'] }) };
  return { reading, title, items: () => format.read(file, options), close };
}

/** @returns undefined if it lacks the given fields and guessing is not allowed */
async function openRows(
  { location, name = basename(location), textField, ...input }: InputFile,
  requestedFields: TextFields | undefined,
  mayGuess: boolean,
  { tempFolder, signal }: Work,
): Promise<InputTexts | undefined> {
  const { maxUnpacked, sheet } = input;
  const limit = maxUnpacked === undefined ? {} : { maxUnpacked };
  const samples = await samplePoolFile({ location, path: name, sheet, ...limit });
  const found = readingOf(name, samples, input, mayGuess);
  if (!found) return undefined;
  const { format } = found;
  const rows = sampleRows(samples, format, quotedRows);
  const has = (field: string): boolean =>
    rows.some((row) => objectGetter(field)(row) !== undefined);
  const guessed = guessFields(rows);
  const hasGivenFields = requestedFields !== undefined && requestedFields.text.every(has);
  const fields = guessed.fields.map((field) => field.name);
  if (fields.length === 0 && mayGuess) throw noRows(name);
  if (textField !== undefined && !hasGivenFields) {
    throw new UserError(message('predict.noField', { file: name, field: textField, fields }));
  }
  if (!hasGivenFields && !mayGuess) return undefined;
  if (!hasGivenFields && fields.length > 0 && (guessed.text.length === 0 || guessed.isDoubtful)) {
    throw noTextsError(name, guessed, fields);
  }
  const text = hasGivenFields ? requestedFields.text : guessed.text;
  if (text.length === 0) return undefined;
  const idField =
    requestedFields?.id !== undefined && has(requestedFields.id) ? requestedFields.id : guessed.id;
  const id = idField !== undefined && text.includes(idField) ? undefined : idField;
  const source = await openPoolSource({
    location,
    path: name,
    ...storedForm(format),
    cacheFolder: tempFolder,
    ...limit,
    ...(signal && { signal }),
  });
  const spec = {
    files: [{ path: name, format }],
    textFields: text,
    contextFields: [],
    ...(id !== undefined && { idField: id }),
  };
  return {
    reading: {
      file: name,
      format,
      text,
      ...(id !== undefined && { id }),
      ...(isLines(format, fields) && { isLines: true }),
      ...doubtsWith(found, text),
    },
    title: format.kind,
    items: () => rowsOf(new PoolFile(source, format, spec, quotedRows), signal),
    close: () => source.close(),
  };
}

/**
 * @returns undefined if it has no rows of text and `isNeeded` is false
 * @throws UserError if `isNeeded` is true
 */
function readingOf(
  name: string,
  samples: FileSamples,
  overrides: FormatOverrides,
  isNeeded: boolean,
): Reading | undefined {
  try {
    return findReading(name, samples, overriddenFormat(overrides));
  } catch (error) {
    if (isNeeded || userMessageOf(error) === undefined) throw error;
    return undefined;
  }
}

/** Yields the rows, with at most one block of the file in memory. */
async function* rowsOf(file: PoolFile, signal: AbortSignal | undefined): AsyncGenerator<ReadItem> {
  let items: ReadItem[] = [];
  const onRow = (found: FoundRow): void => void items.push(itemOf(found, file));
  const onSkippedLine = (): void => undefined;
  for await (const _ of file.blocks(onRow, onSkippedLine, signal)) {
    const batch = items;
    items = [];
    yield* batch;
  }
}

function itemOf({ row, line, note, source }: FoundRow, file: PoolFile): ReadItem {
  if (note?.fault) return { line, problem: note.fault.message };
  const misfit = file.misfit(row);
  if (misfit && !misfit.usable) return { line, problem: misfit.message };
  const { fields } = file;
  const text = fields!.text(row, source);
  if (typeof text !== 'string') return { line, problem: text.fault };
  const id = fields!.id(row, source)?.id;
  return { line, text, ...(id !== undefined && { id }) };
}
