import { message } from '../../messages/messages.ts';
import { UserError } from '../../errors.ts';
import type { FileSamples } from './reading.ts';

/** Encodings offered for bytes that are neither UTF-8 nor UTF-16, likeliest first. */
const legacyEncodings = [
  'windows-1252',
  'windows-1250',
  'iso-8859-2',
  'windows-1251',
  'shift_jis',
  'gb18030',
  'euc-kr',
  'big5',
  'koi8-r',
  'macintosh',
] as const;

export interface FoundEncoding {
  readonly encoding: string;
  readonly sure: boolean;
  /** Other plausible encodings. */
  readonly others: readonly string[];
  /** 1-based line of the first bytes in the head that are not UTF-8. */
  readonly line?: number;
}

/**
 * The canonical `TextDecoder` name of an encoding.
 * @throws UserError if the name is unknown
 */
export function encodingNamed(name: string): string {
  try {
    return new TextDecoder(name).encoding;
  } catch {
    throw new UserError(message('reading.unknownEncoding', { encoding: name }));
  }
}

/**
 * Detects the encoding of a file: by its byte order mark, by the position of its NULs (UTF-16), by
 * the rules of UTF-8; anything else may be in any legacy encoding, and is read as Windows-1252
 * until the user decides.
 * @throws UserError for UTF-32, which is not supported
 */
export function findEncoding({ head, middle, tail }: FileSamples): FoundEncoding {
  const marked = byteOrderMark(head);
  if (marked) return { encoding: marked, sure: true, others: [] };
  const wide = wideEncoding(head);
  if (wide) return { encoding: wide, sure: true, others: [] };
  const pieces = [head, ...[middle, tail].filter((piece) => piece !== undefined)];
  const faults = pieces.map((piece, i) => utf8Faults(piece, i > 0));
  const invalid = faults.reduce((sum, { invalid: count }) => sum + count, 0);
  if (invalid === 0) return { encoding: 'utf-8', sure: true, others: [] };
  const multibyte = faults.reduce((sum, { multibyte: count }) => sum + count, 0);
  const others = legacyEncodings.filter((name) => makesSense(name, pieces));
  const { first } = faults[0]!;
  const line = first === undefined ? {} : { line: lineOf(head, first) };
  const cut = faults.reduce((sum, { cut: count }) => sum + count, 0);
  // Bytes of legacy encodings rarely form valid UTF-8 sequences.
  if (multibyte + cut >= invalid - cut) return { encoding: 'utf-8', sure: false, others, ...line };
  const [encoding = 'windows-1252', ...rest] = others;
  return { encoding, sure: false, others: [...rest, 'utf-8'], ...line };
}

/**
 * The encoding given by a byte order mark; undefined if there is none.
 * @throws UserError for UTF-32, which no decoder reads
 */
export function byteOrderMark(head: Uint8Array): string | undefined {
  const [a, b, c, d] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe)) {
    throw new UserError(message('reading.utf32', {}));
  }
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : undefined;
}

/** The text of a sample, without a byte order mark; characters cut at its ends become U+FFFD. */
export function decodeSample(sample: Uint8Array, encoding: string): string {
  const wide = encoding.startsWith('utf-16');
  return new TextDecoder(encoding).decode(wide ? sample.subarray(0, sample.length & ~1) : sample);
}

/** In UTF-16, line ends, delimiters and digits have a NUL next to them, always on the same side. */
function wideEncoding(head: Uint8Array): string | undefined {
  const units = head.length >> 1;
  const nuls: [number, number] = [0, 0];
  for (let i = 0; i < 2 * units; i++) if (head[i] === 0) nuls[i & 1]!++;
  const [high, low] = nuls[1] >= nuls[0] ? [nuls[1], nuls[0]] : [nuls[0], nuls[1]];
  if (high < Math.max(2, units / 50) || low > high / 3) return undefined;
  // UTF-8 may contain a few NULs; in UTF-16 they are many, or the rest is not UTF-8.
  if (high < units / 3 && utf8Faults(head, false).invalid === 0) return undefined;
  const encoding = nuls[1] >= nuls[0] ? 'utf-16le' : 'utf-16be';
  const text = decodeSample(head, encoding);
  let odd = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0xfffd || (unit < 32 && unit !== 9 && unit !== 10 && unit !== 13)) odd++;
  }
  return odd * 100 <= text.length ? encoding : undefined;
}

interface Utf8Faults {
  /** Invalid UTF-8 sequences. */
  readonly invalid: number;
  /** Invalid sequences with two or more valid bytes. */
  readonly cut: number;
  /** Complete multi-byte sequences. */
  readonly multibyte: number;
  /** Offset of the first invalid byte. */
  readonly first?: number;
}

/** Sequences cut at the sample's ends do not count as faults. */
function utf8Faults(bytes: Uint8Array, inMiddle: boolean): Utf8Faults {
  let invalid = 0;
  let cut = 0;
  let multibyte = 0;
  let first: number | undefined;
  let at = 0;
  if (inMiddle) while (at < 3 && (bytes[at]! & 0xc0) === 0x80) at++;
  while (at < bytes.length) {
    const lead = bytes[at]!;
    if (lead < 0x80) {
      at++;
      continue;
    }
    const length = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 ? 3 : 2;
    let found = 1;
    if (lead >= 0xc2 && lead <= 0xf4) {
      while (found < length && (bytes[at + found]! & 0xc0) === 0x80) found++;
      if (at + found >= bytes.length && found < length) break;
    }
    const whole = found === length && !misused(lead, bytes[at + 1]!);
    if (whole) multibyte++;
    else {
      first ??= at;
      invalid++;
      if (found > 1) cut++;
    }
    at += whole ? length : found;
  }
  return first === undefined ? { invalid, cut, multibyte } : { invalid, cut, multibyte, first };
}

/** Overlong forms, surrogates and code points beyond U+10FFFF. */
function misused(lead: number, second: number): boolean {
  return (
    lead < 0xc2 ||
    lead > 0xf4 ||
    (lead === 0xe0 && second < 0xa0) ||
    (lead === 0xed && second > 0x9f) ||
    (lead === 0xf0 && second < 0x90) ||
    (lead === 0xf4 && second > 0x8f)
  );
}

/**
 * Whether a legacy encoding has a character for (nearly) every byte; a few may be cut at the ends
 * of samples.
 */
function makesSense(encoding: string, pieces: readonly Uint8Array[]): boolean {
  let replaced = 0;
  let foreign = 0;
  const decoder = new TextDecoder(encoding);
  for (const piece of pieces) {
    const text = decoder.decode(piece);
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127) foreign++;
      if (unit === 0xfffd || (unit >= 0x80 && unit < 0xa0)) replaced++;
    }
  }
  return replaced <= pieces.length * 2 || replaced * 100 <= foreign;
}

function lineOf(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}
