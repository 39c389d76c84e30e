/**
 * Columns padded to their widest cell. All are right-aligned, except a first column of names.
 * @param rows the first is the header
 */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) =>
    Math.max(...rows.map((row) => [...row[column]!].length)),
  );
  const firstIsName = /^\D/.test(rows[1]?.[0] ?? '');
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column]!, column === 0 && firstIsName))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function pad(cell: string, width: number, alignLeft: boolean): string {
  const space = ' '.repeat(width - [...cell].length);
  return alignLeft ? cell + space : space + cell;
}
