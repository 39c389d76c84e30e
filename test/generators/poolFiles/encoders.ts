import type { Language } from './texts.ts';

/** An encoding that cannot be detected, only named, with the languages that it can represent. */
export interface LegacyEncoding {
  readonly encoding: string;
  readonly languages: readonly Language[];
}

export const WINDOWS_1252: LegacyEncoding = {
  encoding: 'windows-1252',
  languages: ['enTypographic', 'de', 'fr', 'es', 'pt', 'sv'],
};

export const LEGACY_ENCODINGS: readonly LegacyEncoding[] = [
  { encoding: 'iso-8859-2', languages: ['pl', 'cs', 'hu'] },
  { encoding: 'windows-1250', languages: ['pl', 'cs', 'hu'] },
  { encoding: 'iso-8859-15', languages: ['de', 'fr', 'es', 'sv'] },
  { encoding: 'windows-1251', languages: ['ru', 'uk'] },
  { encoding: 'koi8-r', languages: ['ru'] },
  { encoding: 'iso-8859-7', languages: ['el'] },
  { encoding: 'windows-1254', languages: ['tr'] },
  { encoding: 'windows-1255', languages: ['he'] },
  { encoding: 'windows-1256', languages: ['ar'] },
  { encoding: 'shift_jis', languages: ['ja'] },
  { encoding: 'euc-jp', languages: ['ja'] },
  { encoding: 'euc-kr', languages: ['ko'] },
  { encoding: 'gb18030', languages: ['zh'] },
  { encoding: 'big5', languages: ['zhTraditional'] },
];

const DOUBLE_BYTE = new Set(['shift_jis', 'euc-jp', 'euc-kr', 'gb18030', 'big5']);

const tables = new Map<string, ReadonlyMap<string, Uint8Array>>();

/**
 * Encodes a text in one of TextDecoder's encodings, without a byte order mark.
 * @throws RangeError for a character that the encoding lacks.
 */
export function encodeText(text: string, encoding: string): Uint8Array {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  const table = tableOf(encoding);
  const bytes = Array.from(text, (character) => {
    const found = table.get(character);
    if (found) return found;
    throw new RangeError(`${encoding} has no ${JSON.stringify(character)}`);
  });
  return Buffer.concat(bytes);
}

/** The inverse of TextDecoder's table: each character with its first sequence of one or two bytes. */
function tableOf(encoding: string): ReadonlyMap<string, Uint8Array> {
  const known = tables.get(encoding);
  if (known) return known;
  const table = new Map<string, Uint8Array>();
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const add = (...bytes: number[]): void => {
    const decoded = decoder.decode(Uint8Array.from(bytes));
    const single = [...decoded].length === 1 && decoded !== '\uFFFD';
    if (single && !table.has(decoded)) table.set(decoded, Uint8Array.from(bytes));
  };
  for (let byte = 0; byte < 256; byte++) add(byte);
  if (DOUBLE_BYTE.has(encoding)) {
    for (let lead = 0x81; lead < 0xff; lead++) {
      for (let trail = 0x40; trail < 0xff; trail++) add(lead, trail);
    }
  }
  tables.set(encoding, table);
  return table;
}

/** Whether the bytes are not valid UTF-8. */
export function isBeyondUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return false;
  } catch {
    return true;
  }
}
