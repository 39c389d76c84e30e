import { CancelledError, UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { FileSamples } from '../../core/pool/reading/reading.ts';
import type { TableFile, TableReader } from '../../core/pool/tableReader.ts';
import { sheetReader } from './sheetRows.ts';
import { readShared, readWorkbook, type Sheet } from './workbook.ts';
import { unzip } from './zipEntries.ts';

const encoder = new TextEncoder();
/** Approximate number of characters per chunk of lines. */
const pieceLength = 2 ** 16;

/** Reads sheets of Excel workbooks as lists of texts, one per row, with dates as ISO 8601. */
export const excelReader: TableReader = {
  async *lines(file) {
    const lines = linesOf(file, await reported(file.path, () => bookOf(file)));
    for (;;) {
      const next = await reported(file.path, () => lines.next());
      if (next.done) return;
      yield encoder.encode(next.value);
    }
  },

  samples: (file, bytes) => reported(file.path, () => samplesOf(file, bytes)),
};

type Book = Awaited<ReturnType<typeof bookOf>>;

/** Opens the workbook and finds the sheet to read. */
async function bookOf(file: TableFile) {
  const workbook = await readWorkbook(file);
  const { sheet: name, path } = file;
  const sheet =
    name === undefined ? workbook.sheets[0] : workbook.sheets.find((sheet) => sheet.name === name);
  if (!sheet) {
    const sheets = workbook.sheets.map((sheet) => sheet.name);
    throw new UserError(message('xlsx.noSheet', { path, sheet: name ?? '', sheets }));
  }
  return { workbook, sheet, shared: await readShared(file) };
}

async function* linesOf(
  file: TableFile,
  { workbook, sheet, shared }: Book,
  most = Infinity,
): AsyncGenerator<string> {
  let piece = '';
  let length = 0;
  let isThere = false;
  const onLine = (line: string): void => {
    piece += line;
    length += line.length;
  };
  const more = (): boolean => length < most;
  const wanted = (name: string) => {
    if (name !== sheet.part) return undefined;
    isThere = true;
    return sheetReader({ workbook, shared, onLine, more });
  };
  for await (const _ of unzip(file, wanted)) {
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  if (!isThere) throw new Error(`no ${sheet.part}`);
  yield piece;
}

/** Maximum number of sheets searched for a table. */
const sheetsLookedAt = 20;

/**
 * The sheet to read and its beginning. If none is named, takes the first visible sheet with a row
 * below its header. A project file names the sheet of a workbook that has several.
 */
async function sampledBook(file: TableFile, most: number) {
  const book = await bookOf(file);
  const { sheets } = book.workbook;
  const visible = sheets.filter(({ isHidden }) => !isHidden);
  const [first = book.sheet, ...others] = visible.slice(0, sheetsLookedAt);
  const sampled = async (sheet: Sheet) => {
    let text = '';
    for await (const piece of linesOf(file, { ...book, sheet }, most)) text += piece;
    return { sheets, sheet, text };
  };
  if (file.sheet !== undefined) return sampled(book.sheet);
  const start = await sampled(first);
  let found = start;
  for (const sheet of others) {
    if (isTable(found.text)) return found;
    found = await sampled(sheet);
  }
  return isTable(found.text) ? found : start;
}

/** Whether at least two rows have text. */
function isTable(lines: string): boolean {
  return lines.split('\n').filter((line) => line !== '').length > 1;
}

/** Samples the beginning only: reading the end of a sheet requires reading all before it. */
async function samplesOf(file: TableFile, bytes: number): Promise<FileSamples> {
  const { sheets, sheet, text } = await sampledBook(file, 3 * bytes);
  const all = encoder.encode(text);
  const about = {
    table: 'xlsx',
    sheets: sheets.map(({ name }) => name),
    ...(sheets.length > 1 && { sheet: sheet.name }),
  } as const;
  if (all.length <= bytes) return { head: all, ...about };
  const end = all.lastIndexOf(10, bytes) + 1;
  return { head: all.subarray(0, end), tail: all.subarray(end - 1), ...about };
}

async function reported<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError || error instanceof CancelledError) throw error;
    if (error instanceof Error && 'syscall' in error) throw error;
    throw new UserError(message('xlsx.broken', { path }), { cause: error });
  }
}
