import { basename } from 'node:path';
import { quotedRows } from '../adapters/csv/quotedRows.ts';
import { UserError } from '../core/errors.ts';
import {
  titleIn,
  type FormatName,
  type OpenFile,
  type ReadableFormat,
} from '../core/interchange/formats/format.ts';
import {
  formatNamed,
  formatNamedFor,
  isReadable,
  readableFormats,
  recogniseFormat,
} from '../core/interchange/formats/registry.ts';
import type { FormatOverrides } from '../core/interchange/formatOverrides.ts';
import {
  fieldsIn,
  withNamedFields,
  type NamedFields,
} from '../core/interchange/formats/namedFields.ts';
import { withSeparator } from '../core/interchange/formats/separated.ts';
import { withoutTexts } from '../core/interchange/formats/withoutTexts.ts';
import { withOption } from '../core/pool/reading/doubtOption.ts';
import { message } from '../core/messages/messages.ts';
import { refusalOf } from '../core/interchange/formats/refusedFiles.ts';
import { formFor, sampleOf } from './exchangeSample.ts';
import { proposedFields } from './proposedFields.ts';
import { openPoolSource, samplePoolFile } from './poolSource.ts';

export interface ExchangeFileOptions extends FormatOverrides {
  /** Default: the file's name. */
  readonly name?: string;
  /** Detected from the content by default. */
  readonly from?: FormatName;
  /** The fields' names, if the user gives them. */
  readonly fields?: NamedFields;
  /**
   * The id field of the project, for rows with ids but no texts; a file of such rows is refused by default.
   */
  readonly idField?: string;
  /** A folder for temporary files, which the caller deletes. */
  readonly cacheFolder: string;
  readonly signal?: AbortSignal;
}

/** A file of labelled texts, open for repeated reading. */
export interface ExchangeFile {
  readonly format: ReadableFormat;
  readonly file: OpenFile;
  /** Its guessed encoding, if the bytes also allow others. */
  readonly guessed?: string;
  readonly close: () => Promise<void>;
}

/**
 * Opens a file of this or another tool.
 * @throws UserError if it is not text, its format is unknown or write-only, it lacks the named fields, or its
 * rows have ids but no texts
 */
export async function openExchangeFile(
  location: string,
  {
    name = basename(location),
    from,
    fields = {},
    idField,
    cacheFolder,
    signal,
    ...overrides
  }: ExchangeFileOptions,
): Promise<ExchangeFile> {
  const { maxUnpacked, sheet } = overrides;
  const limit = maxUnpacked === undefined ? {} : { maxUnpacked };
  const samples = await samplePoolFile({ location, path: name, sheet, ...limit });
  if (samples.head.length === 0) {
    throw new UserError(message('interchange.emptyFile', { file: name }));
  }
  const isTable = from !== undefined && formatNamed(from).rows === 'table';
  const sampled = sampleOf(name, samples, overrides, isTable);
  const { sample, encoding: encodingFound, guessed, stored } = sampled;
  const namedFormat = from === undefined ? recogniseFormat(sample) : formatNamedFor(from, sample);
  if (namedFormat && !isReadable(namedFormat)) {
    const params = { file: name, format: namedFormat.title };
    throw new UserError(message('interchange.onlyWritten', params));
  }
  const refusal = namedFormat && from === undefined ? undefined : refusalOf(name, sample, from);
  const areFieldsGiven = fields.textField !== undefined || fields.labelField !== undefined;
  if (refusal && !areFieldsGiven) throw new UserError(refusal);
  const byId = withoutTexts(namedFormat, sample, fields, idField);
  if (byId && idField === undefined && namedFormat?.name !== 'predictions') {
    throw new UserError(message('import.onlyIds', { file: name }));
  }
  const readFormat =
    (idField !== undefined && byId) || withNamedFields(namedFormat, sample, fields);
  const format = withSeparator(readFormat, fields.separator);
  if (format === undefined) {
    if (sampled.error) throw sampled.error;
    const proposed = proposedFields(samples, sampled.form);
    const params = {
      file: name,
      formats: readableFormats,
      fields: fieldsIn(sample),
      ...(proposed && { proposed }),
      doubts: sampled.doubts.map(withOption),
    };
    throw new UserError(message('interchange.notRecognised', params));
  }
  const form = formFor(format, name, sampled);
  const work = signal ? { signal } : {};
  const source = await openPoolSource({
    location,
    path: name,
    ...stored,
    cacheFolder,
    ...limit,
    ...work,
  });
  return {
    format: { ...format, title: titleIn(format, samples.table) },
    file: {
      source,
      quotedRows,
      ...work,
      ...(form && { form }),
      ...(sample.labelColumns && { labelColumns: sample.labelColumns }),
    },
    ...(guessed ? { guessed: encodingFound } : {}),
    close: () => source.close(),
  };
}
