import { argilla } from './argilla/argilla.ts';
import { conll } from './conll/conll.ts';
import { csv, doccanoCsv } from './csv.ts';
import { doccano } from './doccano.ts';
import { fasttext } from './fasttext.ts';
import {
  formatNames,
  type Format,
  type FormatName,
  type ReadableFormat,
  type Sample,
} from './format.ts';
import { huggingface } from './huggingface.ts';
import { inspect } from './inspect.ts';
import { labelsleuth } from './labelsleuth.ts';
import { lighttag, lighttagExamples } from './lighttag.ts';
import { labelstudio } from './labelstudio/labelstudio.ts';
import { labelstudioCsv, labelstudioMin } from './labelstudio/flat.ts';
import { marginalia } from './marginalia.ts';
import { parquet } from './parquet.ts';
import { openai } from './openai.ts';
import { predictions } from './predictions.ts';
import { prodigy } from './prodigy.ts';
import { promptfoo } from './promptfoo.ts';
import { spacy } from './spacy.ts';

/** In the order of detection: the most specific first. */
const formats: Readonly<Record<FormatName, Format>> = {
  lighttag,
  openai,
  inspect,
  labelstudio,
  'labelstudio-min': labelstudioMin,
  'labelstudio-csv': labelstudioCsv,
  argilla,
  prodigy,
  spacy,
  parquet,
  marginalia,
  huggingface,
  doccano,
  fasttext,
  conll,
  promptfoo,
  labelsleuth,
  'doccano-csv': doccanoCsv,
  csv,
};

/** The format of this name. */
export function formatNamed(name: FormatName): Format {
  return formats[name];
}

/** A format that the user names, in the form that the file has. */
export function formatNamedFor(name: FormatName, sample: Sample): Format | ReadableFormat {
  const isList = name === 'lighttag' && lighttagExamples.recognises(sample);
  return isList ? lighttagExamples : formats[name];
}

/** Whether files of the format can be imported, not only written. */
export function isReadable<T extends Format | ReadableFormat>(
  format: T,
): format is T & ReadableFormat {
  return format.read !== undefined;
}

/** The names of the formats that can be read. */
export const readableFormats: readonly FormatName[] = formatNames.filter((name) =>
  isReadable(formats[name]),
);

/** The format detected from the start of a file; undefined if none matches. */
export function recogniseFormat(sample: Sample): Format | ReadableFormat | undefined {
  const variant = [predictions, lighttagExamples].find((format) => format.recognises(sample));
  return variant ?? Object.values(formats).find((format) => format.recognises(sample));
}
