/** One row of CSV with its line end; RFC 4180 with its line ends throughout. */
export function csvRow(cells: readonly string[], delimiter: ',' | ';' | '\t' = ','): string {
  const written = cells.map((cell) =>
    needsQuotes(cell, delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell,
  );
  return `${written.join(delimiter)}\r\n`;
}

/** Spaces at the ends are quoted too, because many readers trim what is not. */
function needsQuotes(cell: string, delimiter: string): boolean {
  return cell.includes(delimiter) || /["\r\n]|^\s|\s$/.test(cell);
}
