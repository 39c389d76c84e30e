import { emitJson } from './jsonRows.ts';
import { eachLine, type RowScanner } from './rowScanner.ts';

/**
 * JSON Lines: one object per physical line.
 * @param mayBeTexts see `emitJson`
 */
export const jsonLines = (mayBeTexts: boolean): RowScanner => ({
  scan: (block, atEnd, onRow) =>
    eachLine(block, atEnd, (text, start, end, line, damaged) =>
      emitJson(text, start, end, line, damaged, onRow, mayBeTexts),
    ),
});
