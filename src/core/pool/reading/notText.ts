import { message } from '../../messages/messages.ts';
import type { BinaryFormat } from '../../messages/readingMessages.ts';
import { UserError } from '../../errors.ts';

/** Magic numbers of binary table formats. */
const beginnings: readonly (readonly [begins: string, format: BinaryFormat])[] = [
  ['PK\x03\x04', 'archive'],
  ['\xd0\xcf\x11\xe0', 'oldOffice'],
  ['PAR1', 'parquet'],
  ['version https://git-lfs.github.com/'.slice(0, 16), 'gitLfs'],
  ['ARROW1', 'arrow'],
  ['SQLite format 3\0', 'sqlite'],
  ['%PDF-', 'pdf'],
  ['\x28\xb5\x2f\xfd', 'zstd'],
  ['BZh', 'bzip2'],
  ['\xfd7zXZ\0', 'xz'],
  // A DocBin is MessagePack, compressed by zlib with its default settings.
  ['x\x9c', 'docBin'],
];

/** Share of control characters above which a file is not text in any encoding. */
const maxControls = 0.01;

/**
 * Rejects binary formats recognised by their first bytes.
 * @throws UserError that says what to do
 */
export function refuseKnownFormats(name: string, head: Uint8Array): void {
  const begin = String.fromCharCode(...head.subarray(0, 16));
  const known = beginnings.find(([begins]) => begin.startsWith(begins));
  if (!known) return;
  const isEncrypted = known[1] === 'oldOffice' && isEncryptedOffice(name, head);
  const format = isEncrypted ? 'encryptedOffice' : known[1];
  throw new UserError(message('reading.binary', { path: name, format }));
}

/** A password-protected workbook is a file in the old container format around the encrypted one. */
function isEncryptedOffice(name: string, head: Uint8Array): boolean {
  if (/\.xls[xmb]$/i.test(name)) return true;
  const text = String.fromCharCode(...head.subarray(0, 2 ** 13)).replaceAll('\0', '');
  return text.includes('EncryptedPackage');
}

/**
 * Rejects bytes that are neither UTF-8 nor UTF-16 and full of control characters.
 * @throws UserError
 */
export function refuseControls(name: string, head: Uint8Array): void {
  let controls = 0;
  // Tab, line ends, form feed and escape occur in texts.
  for (const byte of head) if (byte < 32 && !(byte >= 9 && byte <= 13) && byte !== 27) controls++;
  if (controls <= head.length * maxControls) return;
  throw new UserError(message('reading.notText', { path: name }));
}
