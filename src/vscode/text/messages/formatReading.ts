import type { Localize } from '../../../core/localize.ts';
import { hasColumns, storedForm, type PoolFormat } from '../../../core/pool/poolSpec.ts';
import { delimiterName } from './delimiterName.ts';

/** A file's format in brief: "CSV · semicolons · Windows-1252 · header". */
export function formatReading(format: PoolFormat, localize: Localize): string {
  return [
    ...formatKind(format, localize),
    ...(isTextFile(format) ? [encodingName(format.encoding ?? 'utf-8')] : []),
    ...(hasColumns(format) ? formatHeader(format, localize) : []),
    ...(format.gzip || format.zstd ? [localize('compressed')] : []),
  ].join(' · ');
}

/** Whether a file has an encoding. */
export function isTextFile(format: PoolFormat): boolean {
  return storedForm(format).table === undefined;
}

function formatKind(
  { kind, path, sheet, texts, delimiter = ',' }: PoolFormat,
  localize: Localize,
): string[] {
  if (kind === 'jsonl') return [texts ? localize('JSON Lines of texts') : localize('JSON Lines')];
  if (kind === 'parquet') return ['Parquet'];
  if (kind === 'xlsx') {
    return ['Excel', ...(sheet === undefined ? [] : [localize('sheet “{0}”', sheet)])];
  }
  if (kind === 'json') {
    if (texts) return [localize('JSON, list of texts')];
    return [path === undefined ? localize('JSON') : localize('JSON, list at “{0}”', path)];
  }
  return [delimiter === '\t' ? 'TSV' : 'CSV', delimiterName(delimiter, localize)];
}

function formatHeader(
  { kind, header, columns, quotes, quote = '"', missing, skip }: PoolFormat,
  localize: Localize,
): string[] {
  return [
    (header ?? columns === undefined) ? localize('header') : localize('no header'),
    ...(quotes === false
      ? [localize('quotes are text')]
      : quote === '"'
        ? []
        : [localize('fields enclosed in {0}', quote)]),
    ...(kind === 'delimited' && missing !== undefined && missing !== ''
      ? [localize('unquoted {0} is missing', missing)]
      : []),
    ...(skip !== undefined && skip > 0 ? [localize('{0} lines above left out', skip)] : []),
  ];
}

/** Display name: "UTF-8", "Windows-1252", "Shift_JIS". */
export function encodingName(encoding: string): string {
  const written: Readonly<Record<string, string>> = {
    'utf-16le': 'UTF-16 LE',
    'utf-16be': 'UTF-16 BE',
    shift_jis: 'Shift_JIS',
    big5: 'Big5',
    macintosh: 'Macintosh',
  };
  const usual = encoding.startsWith('windows-')
    ? encoding.replace('windows', 'Windows')
    : encoding.toUpperCase();
  return written[encoding] ?? usual;
}
