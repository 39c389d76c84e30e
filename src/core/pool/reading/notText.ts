import { UserError } from '../../errors.ts';

/** How files begin that hold tables, and are no text. */
const beginnings: readonly (readonly [begins: string, what: string, advice: string])[] = [
  ['PK\x03\x04', 'a workbook or another ZIP archive', 'Save its table as CSV (UTF-8)'],
  ['\xd0\xcf\x11\xe0', 'an old Excel or Word file', 'Save its table as CSV (UTF-8)'],
  ['PAR1', 'a Parquet file', 'Write it as JSON Lines or CSV'],
  ['ARROW1', 'an Arrow file', 'Write it as JSON Lines or CSV'],
  ['SQLite format 3\0', 'an SQLite database', 'Write its table as JSON Lines or CSV'],
  ['%PDF-', 'a PDF', 'Copy its text into a CSV or JSON Lines file'],
  ['\x28\xb5\x2f\xfd', 'compressed by zstd', 'Unpack it, or compress it by gzip'],
  ['BZh', 'compressed by bzip2', 'Unpack it, or compress it by gzip'],
  ['\xfd7zXZ\0', 'compressed by xz', 'Unpack it, or compress it by gzip'],
];

/** A share of control characters that no text has in any encoding. */
const maxControls = 0.01;

/** Refuses what is known to be no text by its first bytes. @throws UserError that says what to do */
export function refuseKnownFormats(name: string, head: Uint8Array): void {
  const begin = String.fromCharCode(...head.subarray(0, 16));
  const known = beginnings.find(([begins]) => begin.startsWith(begins));
  if (!known) return;
  const [, what, advice] = known;
  throw new UserError(`${name} is ${what}, not text. ${advice}, then try again.`);
}

/** Refuses bytes that are neither UTF-8 nor UTF-16 and full of control characters. @throws UserError */
export function refuseControls(name: string, head: Uint8Array): void {
  let controls = 0;
  // Tab, line ends, form feed and escape are part of texts.
  for (const byte of head) if (byte < 32 && !(byte >= 9 && byte <= 13) && byte !== 27) controls++;
  if (controls <= head.length * maxControls) return;
  throw new UserError(
    `${name} is not text. A pool is JSON (a list of objects, or one object a line) or a table with delimiters (CSV, TSV).`,
  );
}
