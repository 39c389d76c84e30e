import { conll } from './conll/conll.ts';
import { formatNames, type Format, type FormatName, type Sample } from './format.ts';
import { marginalia } from './marginalia.ts';

const formats: Readonly<Record<FormatName, Format>> = { marginalia, conll };

export function formatNamed(name: FormatName): Format {
  return formats[name];
}

/** The format of a file by its beginning; undefined where it is none of them. */
export function recogniseFormat(sample: Sample): Format | undefined {
  return formatNames.map(formatNamed).find((format) => format.recognises(sample));
}
