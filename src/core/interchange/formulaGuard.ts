/**
 * Spreadsheets run a cell that begins with =, +, -, @, a tab or a line end as a formula, and records are
 * strangers' text; some pass over blanks in front, and take the wide forms of East Asian scripts for the
 * same (OWASP, "CSV Injection"). Numbers are left alone.
 */
const formula = /^'*(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;
const number = /^[+-]?\d+(?:[.,]\d+)*(?:e[+-]?\d+)?$/i;

function isFormula(cell: string): boolean {
  return formula.test(cell) && !number.test(cell);
}

/** The cell as text for a spreadsheet, by an apostrophe in front; `withoutGuard` takes exactly that away. */
export function guarded(cell: string): string {
  return isFormula(cell) ? `'${cell}` : cell;
}

/** The cell as it was before `guarded`. */
export function withoutGuard(cell: string): string {
  return cell.startsWith("'") && isFormula(cell.slice(1)) ? cell.slice(1) : cell;
}

/** Column that says of each row of an export that its cells are guarded. */
export const guardColumn = 'guarded';
/** What stands in it. */
export const guardMark = 'yes';
/** Columns of an export beside which the mark is ours and nobody else's. */
const ownColumns = ['record', 'annotator', 'holdout', guardColumn];

/** Where an export for spreadsheets says that its cells are guarded; undefined in all other files. */
export function guardColumnOf(columns: readonly string[]): number | undefined {
  return ownColumns.every((name) => columns.includes(name))
    ? columns.indexOf(guardColumn)
    : undefined;
}
