import { isoDate } from './dates.ts';
import { unescaped, type Workbook } from './workbook.ts';
import { xmlReader, type Attributes } from './xmlEvents.ts';
import type { OnBytes } from './zipEntries.ts';

/** Limits of a sheet in Excel. */
const mostRows = 2 ** 20;
const mostColumns = 2 ** 14;

interface Cells {
  readonly workbook: Workbook;
  readonly shared: readonly string[];
  /** Receives each line when it is complete. */
  readonly onLine: (line: string) => void;
  /** Whether more lines are wanted. */
  readonly more: () => boolean;
}

/**
 * The rows of a sheet as lists of texts in JSON, row n on line n; rows without a text are empty
 * lines. A merged cell has its value in its first cell.
 */
export function sheetReader({ workbook, shared, onLine, more }: Cells): OnBytes {
  let row = 0;
  let cells: string[] = [];
  let column = -1;
  let type = '';
  let style = 0;
  let value = '';
  let taking = false;
  let phonetic = 0;

  const beginRow = ({ r: given }: Attributes): void => {
    const number = given === undefined ? row + 1 : Number(given);
    if (!(number > row) || number > mostRows) throw new Error(`row ${given ?? number}`);
    for (row++; row < number; row++) onLine('\n');
    cells = [];
    column = -1;
  };
  const beginCell = ({ r: place, t = 'n', s = '0' }: Attributes): void => {
    const at = place === undefined ? column + 1 : columnOf(place);
    if (!(at > column) || at >= mostColumns) throw new Error(`cell ${place ?? at}`);
    column = at;
    type = t;
    style = Number(s);
    value = '';
  };
  const endCell = (): void => {
    const text = textOf(value, type, style);
    if (text === '') return;
    while (cells.length < column) cells.push('');
    cells.push(text);
  };
  const textOf = (given: string, of: string, numberStyle: number): string => {
    switch (of) {
      case 's':
        return shared[Number(given)] ?? '';
      case 'inlineStr':
      case 'str':
        return unescaped(given);
      case 'b':
        return given === '1' ? 'true' : given === '0' ? 'false' : given;
      // A formula that failed has no value.
      case 'e':
        return '';
      case 'd':
        return given;
      default:
        return numberText(given, workbook.styles[numberStyle], workbook.from1904);
    }
  };
  return xmlReader({
    open: (name, attributes) => {
      if (name === 'row') beginRow(attributes);
      else if (name === 'c') beginCell(attributes);
      else if (name === 'rPh') phonetic++;
      taking = name === 'v' || (name === 't' && phonetic === 0);
    },
    close: (name) => {
      taking = false;
      if (name === 'rPh') phonetic--;
      else if (name === 'c') endCell();
      else if (name === 'row') onLine(cells.length === 0 ? '\n' : `${JSON.stringify(cells)}\n`);
    },
    text: (part) => {
      if (taking) value += part;
    },
    more,
  });
}

/** Zero-based column of a cell reference: 27 for `AB5`. */
function columnOf(place: string): number {
  let column = 0;
  for (const letter of place) {
    const code = letter.charCodeAt(0) & ~32;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}

/** Excel stores 17 digits; writes as few as identify the number. */
function numberText(given: string, style: Workbook['styles'][number], from1904: boolean): string {
  const number = Number(given);
  if (given === '' || !Number.isFinite(number)) return given;
  return (style && isoDate(number, style, from1904)) ?? String(number);
}
