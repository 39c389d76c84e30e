import { emitJson } from './jsonRows.ts';
import { eachLine, type RowScanner } from './rowScanner.ts';

/** JSON Lines: one object per physical line. */
export const jsonLines: RowScanner = {
  scan: (block, atEnd, onRow) =>
    eachLine(block, atEnd, (text, start, end, line, damaged) =>
      emitJson(text, start, end, line, damaged, onRow),
    ),
};
