/**
 * Spreadsheets run a cell that begins with =, +, -, @, a tab or a line end as a formula, and
 * records are untrusted text; some ignore leading blanks, and treat the full-width forms of East
 * Asian scripts the same (OWASP, "CSV Injection"). Numbers are left alone.
 */
const formula = /^'*(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;
const number = /^[+-]?\d+(?:[.,]\d+)*(?:e[+-]?\d+)?$/i;

function isFormula(cell: string): boolean {
  return formula.test(cell) && !number.test(cell);
}

/**
 * Makes a spreadsheet read the cell as text, by a leading apostrophe; the inverse of
 * `withoutGuard`.
 */
export function guarded(cell: string): string {
  return isFormula(cell) ? `'${cell}` : cell;
}

/** The cell as it was before `guarded`. */
export function withoutGuard(cell: string): string {
  return cell.startsWith("'") && isFormula(cell.slice(1)) ? cell.slice(1) : cell;
}

/** Export column that marks rows with guarded cells. */
export const guardColumn = 'guarded';
/** Value of the guard column. */
export const guardMark = 'yes';
/** Columns of Marginalia's exports; `guarded` is the guard column only beside them. */
const ownColumns = ['record', 'annotator', 'holdout', guardColumn];

/** Index of the guard column in an export for spreadsheets; undefined in all other files. */
export function guardColumnOf(columns: readonly string[]): number | undefined {
  return ownColumns.every((name) => columns.includes(name))
    ? columns.indexOf(guardColumn)
    : undefined;
}
