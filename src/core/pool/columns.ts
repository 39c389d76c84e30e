import type { GeneratedName } from '../messages/rowMessages.ts';
import { hasColumns, type PoolFormat } from './poolSpec.ts';

/** The columns of a delimited file, with unique names. */
export interface Columns {
  readonly names: readonly string[];
  /** Names that were generated. */
  readonly made: readonly GeneratedName[];
}

/** Whether the first row names the columns. */
export function hasHeader({ header, columns }: PoolFormat): boolean {
  return header ?? columns === undefined;
}

/** Whether each line of a file is a text. */
export function isLines(format: PoolFormat, columns: readonly string[]): boolean {
  return format.kind === 'delimited' && !hasHeader(format) && columns.length === 1;
}

/** The columns of a file, from its first row (header or not). */
export function columnsOf(format: PoolFormat, first: readonly string[]): Columns {
  if (format.columns) return nameColumns(format.columns);
  if (!hasHeader(format)) {
    return { names: first.map((_, i) => `column${i + 1}`), made: [] };
  }
  return nameColumns(first);
}

/** A blank name becomes `column4`, the second `id` becomes `id_2`. */
export function nameColumns(header: readonly string[]): Columns {
  // `trim` also removes byte order marks.
  const given = header.map((name) => name.trim());
  const taken = new Set(given);
  const used = new Set<string>();
  const made: GeneratedName[] = [];
  const names = given.map((name, i) => {
    if (name !== '' && !used.has(name)) {
      used.add(name);
      return name;
    }
    const base = name === '' ? `column${i + 1}` : name;
    let own = base;
    for (let n = 2; used.has(own) || taken.has(own); n++) own = `${base}_${n}`;
    used.add(own);
    made.push({ column: i + 1, ...(name !== '' && { repeats: name }), own });
    return own;
  });
  return { names, made };
}

/** Whether a row repeats the header, as in concatenated files. */
export function repeatsHeader(row: readonly string[], header: readonly string[]): boolean {
  return (
    header.length > 1 &&
    row.length === header.length &&
    row.every((field, i) => field.trim() === header[i]!.trim())
  );
}

/** Excel's optional first line that names the delimiter. */
const separatorLine = /^\ufeff?"?sep=(.)"?\r?$/i;

/** The delimiter of a line `sep=;`; undefined for any other. */
export function namedSeparator(line: string): string | undefined {
  return separatorLine.exec(line)?.[1];
}

/** Number of physical lines above the header or first row. */
export function linesAbove(format: PoolFormat, firstLine: string): number {
  if (!hasColumns(format)) return 0;
  if (format.kind === 'xlsx') return format.skip ?? 0;
  return format.skip ?? (namedSeparator(firstLine) === undefined ? 0 : 1);
}
