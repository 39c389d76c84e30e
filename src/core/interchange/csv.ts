/** How CSV is written; RFC 4180 with its line ends throughout. */
export interface CsvOptions {
  /** Default ','. */
  readonly delimiter?: ',' | ';' | '\t';
  /**
   * A spreadsheet runs a cell that begins with =, +, -, @, a tab or a line end as a formula, and
   * records are strangers' text. With this on, such cells get an apostrophe in front, which
   * spreadsheets hide. It is off by default because every other reader sees the apostrophe, and the
   * file would not give back the text that went in.
   */
  readonly guardFormulas?: boolean;
}

/** One row with its line end. */
export function csvRow(cells: readonly string[], options: CsvOptions = {}): string {
  const { delimiter = ',', guardFormulas = false } = options;
  const written = cells.map((cell) => {
    const safe = guardFormulas && /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
    return needsQuotes(safe, delimiter) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${written.join(delimiter)}\r\n`;
}

/** Spaces at the ends are quoted too, because many readers trim what is not. */
function needsQuotes(cell: string, delimiter: string): boolean {
  return cell.includes(delimiter) || /["\r\n]|^\s|\s$/.test(cell);
}
