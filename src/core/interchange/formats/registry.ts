import { conll } from './conll/conll.ts';
import { csv, doccanoCsv } from './csv.ts';
import { doccano } from './doccano.ts';
import { fasttext } from './fasttext.ts';
import { type Format, type FormatName, type Sample } from './format.ts';
import { marginalia } from './marginalia.ts';
import { prodigy } from './prodigy.ts';

/** In the order of detection: the most specific first. */
const formats: Readonly<Record<FormatName, Format>> = {
  prodigy,
  marginalia,
  doccano,
  fasttext,
  conll,
  csv,
  'doccano-csv': doccanoCsv,
};

export function formatNamed(name: FormatName): Format {
  return formats[name];
}

/** The format detected from the start of a file; undefined if none matches. */
export function recogniseFormat(sample: Sample): Format | undefined {
  return Object.values(formats).find((format) => format.recognises(sample));
}
