import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { dateStyle, isDateCode, type DateStyle } from './dates.ts';
import { xmlReader, type XmlEvents } from './xmlEvents.ts';
import { unzip, type OnBytes, type Zip } from './zipEntries.ts';

export interface Sheet {
  readonly name: string;
  readonly part: string;
  readonly isHidden: boolean;
}

/** The parts of a workbook that describe its sheets. */
export interface Workbook {
  /** In the order of the tabs. */
  readonly sheets: readonly Sheet[];
  /** Whether the date system starts in 1904. */
  readonly from1904: boolean;
  /** Date style of each cell style; undefined for other numbers. */
  readonly styles: readonly (DateStyle | undefined)[];
}

/** Maximum bytes of shared strings, which are kept in memory. */
const mostShared = 2 ** 29;

const workbookPart = 'xl/workbook.xml';
const relationsPart = 'xl/_rels/workbook.xml.rels';
const stylesPart = 'xl/styles.xml';
const sharedPart = 'xl/sharedStrings.xml';

/** @throws UserError if the archive is no workbook; the library's error if it is damaged */
export async function readWorkbook(zip: Zip): Promise<Workbook> {
  const listed: { name: string; id: string; isHidden: boolean }[] = [];
  const targets = new Map<string, string>();
  const codes = new Map<number, string>();
  const styles: number[] = [];
  let from1904 = false;
  let inFormats = false;
  const parts: Readonly<Record<string, XmlEvents>> = {
    [workbookPart]: {
      open: (element, given) => {
        if (element === 'workbookPr') from1904 = /^(1|true)$/.test(given['date1904'] ?? '');
        if (element !== 'sheet') return;
        const id = Object.entries(given).find(([key]) => key.endsWith(':id'))?.[1];
        const isHidden = /hidden$/i.test(given['state'] ?? '');
        listed.push({ name: given['name'] ?? '', id: id ?? '', isHidden });
      },
    },
    [relationsPart]: {
      open: (element, { Type: type = '', Id: id = '', Target: target = '' }) => {
        if (element !== 'Relationship' || !type.endsWith('/worksheet')) return;
        targets.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
      },
    },
    [stylesPart]: {
      open: (element, given) => {
        if (element === 'numFmt') codes.set(Number(given['numFmtId']), given['formatCode'] ?? '');
        if (element === 'cellXfs') inFormats = true;
        if (element === 'xf' && inFormats) styles.push(Number(given['numFmtId'] ?? 0));
      },
      close: (element) => {
        if (element === 'cellXfs') inFormats = false;
      },
    },
  };
  for await (const _ of unzip(zip, (name) => parts[name] && xmlReader(parts[name])));
  const sheets = listed.flatMap(({ name, id, isHidden }) => {
    const part = targets.get(id);
    return part === undefined ? [] : [{ name, part, isHidden }];
  });
  if (sheets.length === 0) {
    throw new UserError(message('reading.binary', { path: zip.path, format: 'archive' }));
  }
  const isDate = (style: number): DateStyle | undefined => {
    const code = codes.get(style);
    return code === undefined ? dateStyle(style) : isDateCode(code);
  };
  return { sheets, from1904, styles: styles.map(isDate) };
}

/**
 * The shared strings, which cells reference by index.
 * @throws UserError if they do not fit into memory
 */
export async function readShared(zip: Zip): Promise<string[]> {
  const shared: string[] = [];
  let bytes = 0;
  let text = '';
  let taking = false;
  let depth = 0;
  const events: XmlEvents = {
    open: (element) => {
      if (element === 'si') text = '';
      // Skips phonetic guides (furigana), which accompany the text.
      if (element === 'rPh') depth++;
      taking = element === 't' && depth === 0;
    },
    close: (element) => {
      taking = false;
      if (element === 'rPh') depth--;
      if (element === 'si') shared.push(unescaped(text));
    },
    text: (part) => {
      if (taking) text += part;
    },
  };
  const counted =
    (take: OnBytes): OnBytes =>
    (chunk, last) => {
      bytes += chunk.length;
      if (bytes > mostShared) {
        throw new UserError(message('file.unpacksTooFar', { path: zip.path, most: mostShared }));
      }
      return take(chunk, last);
    };
  const wanted = (name: string): OnBytes | undefined =>
    name.toLowerCase() === sharedPart.toLowerCase() ? counted(xmlReader(events)) : undefined;
  for await (const _ of unzip(zip, wanted));
  return shared;
}

/** Decodes characters that XML cannot represent; Excel writes them as in `_x000D_`. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
