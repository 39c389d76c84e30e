/** One row of CSV (RFC 4180) with CRLF. */
export function csvRow(cells: readonly string[], delimiter: ',' | ';' | '\t' = ','): string {
  const written = cells.map((cell) =>
    needsQuotes(cell, delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell,
  );
  return `${written.join(delimiter)}\r\n`;
}

/** Also quotes cells with outer spaces, because many readers trim unquoted cells. */
function needsQuotes(cell: string, delimiter: string): boolean {
  return cell.includes(delimiter) || /["\r\n]|^\s|\s$/.test(cell);
}
