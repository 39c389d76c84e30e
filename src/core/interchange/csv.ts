/** One row of CSV (RFC 4180) with CRLF. */
export function csvRow(cells: readonly string[], delimiter: ',' | ';' | '\t' = ','): string {
  const written = cells.map((cell) =>
    needsQuotes(cell, delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell,
  );
  return `${written.join(delimiter)}\r\n`;
}

/** The cell of a value: text as it is, anything else as JSON; empty for null and undefined. */
export function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Also quotes cells with outer spaces, because many readers trim unquoted cells. */
function needsQuotes(cell: string, delimiter: string): boolean {
  return cell.includes(delimiter) || /["\r\n]|^\s|\s$/.test(cell);
}
