import type { FileMetaData } from 'hyparquet';
import { classNames, elementOf } from './values.ts';

/** The features of the columns, if Hugging Face `datasets` or Marginalia wrote the file. */
export function features({ key_value_metadata: entries = [] }: FileMetaData): Features {
  const value = entries.find(({ key }) => key === 'huggingface')?.value;
  try {
    const about = JSON.parse(value ?? '{}') as { info?: { features?: unknown } } | null;
    const found = about?.info?.features;
    return typeof found === 'object' && found !== null ? (found as Features) : {};
  } catch {
    // The label numbers are kept without names.
    return {};
  }
}

type Features = Readonly<Record<string, unknown>>;

/** The label names of each column that holds labels or lists of labels. */
export function labelColumns(metadata: FileMetaData): Readonly<Record<string, readonly string[]>> {
  const named = Object.entries(features(metadata)).flatMap(([name, feature]) => {
    const names = classNames(feature) ?? classNames(elementOf(feature));
    return names ? [[name, names] as const] : [];
  });
  return Object.fromEntries(named);
}
