import type { Message } from '../../messages/message.ts';
import type { PoolFormat } from '../poolSpec.ts';
import { formOf, maxTitles, type DelimitedForm } from './delimitedForm.ts';
import { guessHeader } from './headerRow.ts';

/** The form of a sheet. */
export type SheetForm = Pick<PoolFormat, 'header' | 'columns' | 'skip'>;

export interface FoundSheet {
  readonly form: SheetForm;
  readonly sure: boolean;
  readonly alternatives: readonly { readonly form: SheetForm; readonly why: Message }[];
}

/**
 * Detects title rows and header of a sheet; given values are kept.
 * @param lines the cells of its first rows; undefined for empty ones
 */
export function findSheetForm(
  lines: readonly (readonly string[] | undefined)[],
  { header, columns, skip }: SheetForm,
): FoundSheet {
  const found = lines.flatMap((row, line) => (row && line >= (skip ?? 0) ? [{ row, line }] : []));
  const width = Math.max(0, ...found.map(({ row }) => row.length));
  const rows = found.map(({ row }) => [...row, ...Array<string>(width - row.length).fill('')]);
  const titles = skip === undefined ? titlesIn(rows) : 0;
  const { form, sure, alternatives } = formOf(
    {
      delimiter: ',',
      quotes: true,
      quotesSure: true,
      nameless: false,
      rows: rows.slice(titles),
      quoted: [],
      skip: titles === 0 ? 0 : found[titles]!.line,
      usual: width,
      score: 1,
    },
    {
      ...(header !== undefined && { header }),
      ...(columns !== undefined && { columns }),
      ...(skip !== undefined && { skip }),
    },
  );
  return {
    form: ofSheet(form),
    sure,
    alternatives: alternatives.map((other) => ({ form: ofSheet(other.form), why: other.why })),
  };
}

function ofSheet({ delimiter: _, quotes: _quotes, ...rest }: DelimitedForm): SheetForm {
  return rest;
}

/** Number of title rows: single texts above a header without gaps and rows that have more. */
function titlesIn(rows: readonly (readonly string[])[]): number {
  const filled = (row: readonly string[]): number =>
    row.filter((cell) => cell.trim() !== '').length;
  const count = rows.findIndex((row) => filled(row) > 1);
  if (count <= 0 || count > maxTitles) return 0;
  const header = rows[count]!;
  if (header.findLastIndex((cell) => cell.trim() !== '') + 1 !== filled(header)) return 0;
  const below = rows.slice(count + 1);
  const like = below.filter((row) => filled(row) > 1).length;
  if (below.length === 0 || like * 10 < below.length * 9) return 0;
  return guessHeader(rows.slice(count)).header ? count : 0;
}
