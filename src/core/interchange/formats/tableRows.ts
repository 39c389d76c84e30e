import type { Message } from '../../messages/message.ts';
import { message } from '../../messages/messages.ts';
import { columnsOf, hasHeader, repeatsHeader } from '../../pool/columns.ts';
import { columnGetter, type Getter } from '../../pool/fields.ts';
import type { OpenFile } from './format.ts';
import { unreadable } from './readFields.ts';
import { rowsOf } from './sourceRows.ts';

/** A row of a table, or why it has no cells. */
export type TableRow =
  | { readonly line: number; readonly problem: Message }
  | {
      readonly line: number;
      readonly names: readonly string[];
      /** Empty for a column that does not exist. */
      readonly cell: (name: string) => string;
    };

/** The rows of a table with a header. */
export async function* tableRows(file: OpenFile): AsyncGenerator<TableRow> {
  let names: readonly string[] | undefined;
  let getters = new Map<string, Getter>();
  const setNames = (header: readonly string[]): readonly string[] => {
    names = columnsOf(file.form!, header).names;
    getters = new Map(names.map((name) => [name, columnGetter(names!, name)]));
    return names;
  };
  for await (const { value, line, note } of dataRows(file, setNames)) {
    const fault = unreadable(note);
    const cells = value as readonly string[];
    if (fault !== undefined) yield { line, problem: fault };
    else {
      const problem = surplusIn(cells, names!);
      if (problem) {
        yield { line, problem };
        continue;
      }
      const cell = (name: string): string => {
        const found = getters.get(name)?.(cells);
        return typeof found === 'string' ? found : '';
      };
      yield { line, names: names!, cell };
    }
  }
}

/** Why a row cannot be read whose cells beyond the columns are not empty; undefined for any other. */
export function surplusIn(cells: readonly string[], names: readonly string[]): Message | undefined {
  if (cells.slice(names.length).every((cell) => cell.trim() === '')) return undefined;
  const params = { cells: cells.length, columns: names.length };
  return message('interchange.moreCells', params);
}

/**
 * Rows below the header.
 * @param onFirst receives the cells of the first readable row, the header if there is one
 */
export async function* dataRows(
  file: OpenFile,
  onFirst: (cells: readonly string[]) => void = () => undefined,
): ReturnType<typeof rowsOf> {
  let header: readonly string[] | undefined;
  for await (const row of rowsOf(file, () => header?.length)) {
    if (row.note?.fault === undefined) {
      const cells = row.value as readonly string[];
      if (header === undefined) {
        header = cells;
        onFirst(cells);
        if (hasHeader(file.form!)) continue;
      } else if (hasHeader(file.form!) && repeatsHeader(cells, header)) continue;
    }
    yield row;
  }
}
