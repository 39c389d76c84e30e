import { isDeepStrictEqual } from 'node:util';
import { hasColumns, type PoolFormat } from '../../core/pool/poolSpec.ts';
import type { Localize } from '../../core/localize.ts';
import type { PoolInspection, PoolSurvey } from '../ports.ts';
import { formatAccount, lostRows } from './messages/accountText.ts';

import { formatReading, isTextFile } from './messages/formatReading.ts';
import { textOf } from './messages/textOf.ts';

/** Encodings of `TextDecoder`, the most common first. */
export const encodings = [
  'utf-8',
  'windows-1252',
  'utf-16le',
  'utf-16be',
  'windows-1250',
  'iso-8859-2',
  'windows-1251',
  'koi8-r',
  'koi8-u',
  'iso-8859-5',
  'shift_jis',
  'euc-jp',
  'iso-2022-jp',
  'gb18030',
  'big5',
  'euc-kr',
  'windows-1253',
  'iso-8859-7',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'windows-874',
  'iso-8859-15',
  'iso-8859-16',
  'macintosh',
  'x-mac-cyrillic',
  'ibm866',
] as const;

/** Characters of a value that are shown. */
const maxShown = 60;

/** A row as read, on one line: "id: 17 · text: Where is my parcel?". */
export function formatRow(row: Readonly<Record<string, unknown>>): string {
  return Object.entries(row)
    .map(([name, value]) => `${shownName(name)}: ${cut(formatValue(value))}`)
    .join('  ·  ');
}

function formatValue(value: unknown): string {
  if (value === undefined || value === null) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = Array.from(line.slice(0, 2 * maxShown));
  return characters.length <= maxShown && line.length <= 2 * maxShown
    ? line
    : `${characters.slice(0, maxShown - 1).join('')}…`;
}

/** The wizard's line about rows that do not become separate records, with the first reason. */
export function formatRows(
  { accounting, problems }: Pick<PoolSurvey, 'accounting' | 'problems'>,
  localize: Localize,
): Pick<ReadingChoice, 'label' | 'detail'> | undefined {
  const accountText = formatAccount(accounting, localize);
  if (accountText === undefined) return undefined;
  const [first] = problems;
  const label = `$(${lostRows(accounting, localize).length > 0 ? 'warning' : 'info'}) ${accountText}`;
  return first
    ? { label, detail: localize('Line {0}: {1}', first.line, textOf(first.message, localize)) }
    : { label };
}

/** The action of an entry of the preview. */
export type ReadingAction =
  | { readonly kind: 'accept' }
  | { readonly kind: 'read'; readonly format: Partial<PoolFormat> }
  | { readonly kind: 'encoding' | 'delimiter' };

/** An entry of the preview. */
export interface ReadingChoice {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly action: ReadingAction;
}

/** The sections of the preview, each with a heading. */
export interface ReadingPreview {
  readonly reading: ReadingChoice;
  readonly rows: readonly ReadingChoice[];
  readonly alternatives: readonly ReadingChoice[];
}

/** Alternative readings listed. */
const maxAlternativesShown = 4;

/**
 * The first step of New Project from File: the format, the first rows as read, and the
 * alternatives.
 */
export function readingPreview(
  { format, reading, first }: Pick<PoolInspection, 'format' | 'reading' | 'first'>,
  localize: Localize,
): ReadingPreview {
  const accept = { kind: 'accept' } as const;
  const damaged = first.some((row) => JSON.stringify(row).includes('\ufffd'));
  const sure = reading.sure && !damaged;
  const doubts = [
    ...(damaged ? [localize('Letters shown as \ufffd are lost in this encoding.')] : []),
    ...(reading.sure ? [] : reading.doubts.map((doubt) => textOf(doubt, localize))),
  ];
  return {
    reading: {
      label: `$(${sure ? 'check' : 'warning'}) ${formatReading(format, localize)}`,
      description: sure ? localize('read it like this') : localize('not certain: please look'),
      ...(doubts.length > 0 ? { detail: doubts.join(' ') } : {}),
      action: accept,
    },
    rows: first.map((row, i) => ({
      label: `${i + 1}`,
      description: formatRow(row),
      action: accept,
    })),
    alternatives: [
      ...reading.alternatives.slice(0, maxAlternativesShown).map((other) => ({
        label: formatReading(other.format, localize),
        detail: textOf(other.why, localize),
        action: { kind: 'read', format: other.format } as const,
      })),
      ...turned(
        format,
        reading.alternatives.map((other) => other.format),
        localize,
      ),
      ...(isTextFile(format)
        ? [{ label: localize('Other Encoding …'), action: { kind: 'encoding' } as const }]
        : []),
      ...(format.kind === 'delimited'
        ? [{ label: localize('Other Delimiter …'), action: { kind: 'delimiter' } as const }]
        : []),
    ],
  };
}

/** Alternatives with the header or quotes toggled, unless already offered. */
function turned(
  format: PoolFormat,
  offered: readonly PoolFormat[],
  localize: Localize,
): ReadingChoice[] {
  if (!hasColumns(format)) return [];
  const { columns: _, ...rest } = format;
  const header = !(format.header ?? format.columns === undefined);
  const quotes = format.quotes === false;
  const { missing: _missing, quote: _quote, ...unmarked } = format;
  const choices: ReadingChoice[] = [
    {
      label: header ? localize('The First Row Names the Columns') : localize('No Header'),
      action: { kind: 'read', format: { ...rest, header } },
    },
    {
      label: quotes ? localize('Quotes Enclose Fields') : localize('Quotes Are Part of the Text'),
      action: { kind: 'read', format: { ...unmarked, quotes } },
    },
  ];
  const isOffered = ({ action }: ReadingChoice): boolean =>
    action.kind === 'read' &&
    offered.some((other) => readsAlike(other, action.format as PoolFormat));
  const ofKind = format.kind === 'xlsx' ? choices.slice(0, 1) : choices;
  return ofKind.filter((choice) => !isOffered(choice));
}

/** Whether two delimited formats look the same to the user. */
function readsAlike(a: PoolFormat, b: PoolFormat): boolean {
  const shown = ({
    kind,
    delimiter,
    encoding,
    header,
    columns,
    quotes,
    quote,
    missing,
    skip,
    gzip,
    zstd,
    sheet,
  }: PoolFormat) => ({
    kind,
    delimiter: delimiter ?? ',',
    encoding: encoding ?? 'utf-8',
    header: header ?? columns === undefined,
    quotes: quotes !== false,
    quote: quotes === false ? '' : (quote ?? '"'),
    missing: missing ?? '',
    skip: skip ?? 0,
    gzip: gzip === true,
    zstd: zstd === true,
    sheet,
  });
  return isDeepStrictEqual(shown(a), shown(b));
}

/** A placeholder for fields with an empty name. */
export function shownName(name: string): string {
  return name.trim() === '' ? JSON.stringify(name) : name;
}
