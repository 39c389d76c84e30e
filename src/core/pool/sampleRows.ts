import type { QuotedRows } from './delimitedRows.ts';
import { scannerOf } from './poolFile.ts';
import type { PoolFormat } from './poolSpec.ts';

/**
 * The first rows of a file as objects, for guessing fields and showing a preview; broken rows are left out.
 * @param head the first bytes of the file, inflated; a row cut off at their end is dropped unless it is the only one.
 * @param limit rows at most.
 */
export function sampleRows(
  head: Uint8Array,
  format: PoolFormat,
  quotedRows: QuotedRows,
  limit = 1000,
): Record<string, unknown>[] {
  const content =
    head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? head.subarray(3) : head;
  const scan = (atEnd: boolean): unknown[] => {
    const rows: unknown[] = [];
    scannerOf(format, quotedRows).scan(content, atEnd, (row, _start, _end, _line, fault) => {
      if (fault === undefined) rows.push(row);
    });
    return rows;
  };
  const whole = scan(false);
  const rows = whole.length > 0 ? whole : scan(true);
  if (format.kind === 'jsonl') return rows.slice(0, limit) as Record<string, unknown>[];

  const fields = rows as string[][];
  const hasHeader = format.header ?? format.columns === undefined;
  const names =
    format.columns ?? (hasHeader ? fields[0] : fields[0]?.map((_, i) => `column${i + 1}`)) ?? [];
  return fields
    .slice(hasHeader ? 1 : 0)
    .slice(0, limit)
    .map((row) => Object.fromEntries(names.map((name, i) => [name.trim(), row[i] ?? ''])));
}
