import { formatNamed } from './formats/registry.ts';
import type { ExportFormat } from './exportOptions.ts';

/** Formats written as one JSON list. */
const inOneList: readonly ExportFormat[] = ['labelstudio', 'labelstudio-min'];

/** The extension of an exported file, without the dot. */
export function endingOf(format: ExportFormat): string {
  if (format === 'jsonl') return 'jsonl';
  if (format === 'csv' || format === 'spreadsheet') return 'csv';
  if (format === 'parquet') return 'parquet';
  const { rows, path } = formatNamed(format);
  if (rows === 'table') return 'csv';
  if (rows === 'lines') return format === 'conll' ? 'conll' : 'txt';
  return path !== undefined || inOneList.includes(format) ? 'json' : 'jsonl';
}
