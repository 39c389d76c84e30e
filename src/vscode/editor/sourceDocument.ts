import type { PoolRecord, RecordId } from '../../core/record.ts';
import type { Localize } from '../../core/localize.ts';

/** Records shown before and after the requested one. */
export const neighbourhood = 20;

export interface SourceDocument {
  readonly text: string;
  /** Line on which the record starts, 0-based. */
  readonly line: number;
}

/**
 * An excerpt of a pool file that no editor can open: the records around the requested one, each
 * with its line number.
 */
export function sourceDocument(
  records: readonly PoolRecord[],
  id: RecordId,
  localize: Localize,
): SourceDocument {
  const target = records.find((record) => record.id === id);
  const lines = [
    target
      ? localize('{0}, around line {1}', target.file, target.line)
      : localize('This record is no longer in the pool.'),
    '',
  ];
  const width = Math.max(0, ...records.map(({ line }) => String(line).length));
  let place = 0;
  for (const { id: found, line, text } of records) {
    if (found === id) place = lines.length;
    const [first = '', ...rest] = text.split(/\r\n|\r|\n/);
    lines.push(`${String(line).padStart(width)}  ${first}`);
    lines.push(...rest.map((continuation) => `${' '.repeat(width)}  ${continuation}`));
  }
  return { text: `${lines.join('\n')}\n`, line: place };
}
