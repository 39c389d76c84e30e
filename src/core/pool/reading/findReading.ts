import type { Message } from '../../messages/message.ts';
import { message } from '../../messages/messages.ts';
import { UserError } from '../../errors.ts';
import type { PoolFormat } from '../poolSpec.ts';
import { cellsOf } from '../cellLines.ts';
import { findDelimitedForm } from './delimitedForm.ts';
import { decodeSample, encodingNamed, findEncoding, type FoundEncoding } from './encoding.ts';
import { findJsonShape, isListOfTexts } from './jsonShape.ts';
import { refuseControls, refuseKnownFormats } from './notText.ts';
import { findSheetForm } from './sheetForm.ts';
import type { Alternative, FileSamples, Reading } from './reading.ts';

/** Maximum number of alternatives offered. */
const maxAlternatives = 24;

/** Characters used to detect the form of a delimited file. */
const looked = 128 * 1024;

/**
 * Detects how to read a file: encoding, JSON or columns, delimiter, quotes, header.
 * @param name of the file; its extension suggests defaults
 * @param given known settings, which are kept
 * @throws UserError with what to do if the file cannot be read
 */
export function findReading(
  name: string,
  samples: FileSamples,
  given: Partial<PoolFormat> = {},
): Reading {
  if (samples.table !== undefined) return tableReading(samples, given);
  const zstd = given.zstd ?? samples.zstd ?? false;
  const gzip = given.gzip ?? samples.gzip ?? /\.gz$/i.test(name);
  const [a, b] = samples.head;
  if (a === 0x1f && b === 0x8b) {
    throw new UserError(message('pool.compressed', { path: name }));
  }
  refuseKnownFormats(name, samples.head);
  const found: FoundEncoding =
    given.encoding === undefined
      ? findEncoding(samples)
      : { encoding: encodingNamed(given.encoding), sure: true, others: [] };
  if (!found.sure && found.encoding !== 'utf-8') refuseControls(name, samples.head);
  const whole = samples.middle === undefined && samples.tail === undefined;
  const text = oneLineEnd(decodeSample(samples.head, found.encoding));
  const forms = formsOf(name, text, whole, given);
  const { best, others } = forms;
  const format = (encoding: string, form: Partial<PoolFormat>): PoolFormat => ({
    kind: form.kind!,
    encoding,
    ...form,
    ...(gzip ? { gzip } : {}),
    ...(zstd ? { zstd } : {}),
  });
  const alternatives: Alternative[] = others.map(({ form, why }) => ({
    format: format(found.encoding, form),
    why,
  }));
  for (const encoding of found.others) {
    const why =
      encoding === 'utf-8'
        ? message('reading.damagedUtf8', {})
        : message('reading.otherEncoding', { encoding });
    for (const form of [best, ...others.map((other) => other.form)]) {
      alternatives.push({ format: format(encoding, form), why });
    }
  }
  return {
    format: format(found.encoding, best),
    sure: found.sure && forms.sure,
    alternatives: alternatives.slice(0, maxAlternatives),
    doubts: [
      ...(found.sure ? [] : [encodingDoubt(found)]),
      ...(forms.sure ? [] : others.map(({ why }) => why).filter(isDoubt)),
    ],
  };
}

/** Parquet files describe themselves; the first row of a sheet may or may not be a header. */
function tableReading(samples: FileSamples, given: Partial<PoolFormat>): Reading {
  const { table: kind, sheet, sheets = [] } = samples;
  if (kind !== 'xlsx') {
    return { format: { kind: 'parquet' }, sure: true, alternatives: [], doubts: [] };
  }
  const lines = decodeSample(samples.head, 'utf-8').split('\n');
  const { form, sure, alternatives } = findSheetForm(lines.map(cellsOf), given);
  const named = { kind, ...(sheet !== undefined && { sheet }) } as const;
  const others = sheets.filter((name) => sheet !== undefined && name !== sheet);
  return {
    format: { ...named, ...form },
    sure,
    alternatives: [
      ...alternatives.map((other) => ({ format: { ...named, ...other.form }, why: other.why })),
      ...others.map((name) => ({
        format: { kind, sheet: name } as const,
        why: message('reading.otherSheet', { sheet: name }),
      })),
    ].slice(0, maxAlternatives),
    doubts: sure ? [] : alternatives.map(({ why }) => why),
  };
}

interface Forms {
  /** The likeliest form. */
  readonly best: Partial<PoolFormat>;
  readonly others: readonly { readonly form: Partial<PoolFormat>; readonly why: Message }[];
  readonly sure: boolean;
}

function formsOf(name: string, text: string, whole: boolean, given: Partial<PoolFormat>): Forms {
  const extension = /\.([a-z0-9]+)(\.(?:gz|zst|zstd))?$/i.exec(name)?.[1]?.toLowerCase();
  const isNamedLines = /^(jsonl|ndjson)$/.test(extension ?? '');
  const byName = isNamedLines || extension === 'json';
  const columnsGiven = [given.delimiter, given.columns, given.skip].some(
    (value) => value !== undefined,
  );
  const kind = given.kind ?? (columnsGiven ? 'delimited' : undefined);
  if (kind === 'jsonl') return only({ kind });
  if (kind === 'json' && given.path !== undefined) {
    const { path, texts = isListOfTexts(text, path) } = given;
    return only({ kind, path, ...(texts && { texts }) });
  }
  if (kind !== 'delimited') {
    const shape = findJsonShape(text, whole, isNamedLines);
    // Lines of JSON strings may also be a table of one column, if the file name suggests one.
    const mayBeTable = shape?.kind === 'jsonl' && shape.texts && !byName && extension !== undefined;
    if (shape && !mayBeTable) return only({ ...shape, ...(kind ? { kind } : {}) });
    if (kind === 'json') return only({ kind });
    if (byName && !looksDelimited(text)) return only({ kind: 'jsonl' });
  }
  const { delimiter, header, columns, quotes, quote, missing, skip } = given;
  const cut = whole && text.length <= looked;
  const { form, sure, alternatives } = findDelimitedForm(text.slice(0, looked), cut, extension, {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(header === undefined ? {} : { header }),
    ...(columns === undefined ? {} : { columns }),
    ...(quotes === undefined ? {} : { quotes }),
    ...(quote === undefined ? {} : { quote }),
    ...(missing === undefined ? {} : { missing }),
    ...(skip === undefined ? {} : { skip }),
  });
  return {
    best: { kind: 'delimited', ...form },
    others: alternatives.map((alternative) => ({
      form: { kind: 'delimited', ...alternative.form },
      why: alternative.why,
    })),
    sure: sure && !byName,
  };
}

/** Whether a reason for another reading says that this one may be wrong. */
function isDoubt({ code }: Message): boolean {
  return code !== 'reading.markIsText' && code !== 'reading.textIsMark';
}

function only(form: Partial<PoolFormat>): Forms {
  return { best: form, others: [], sure: true };
}

/**
 * Whether a file with a JSON extension is a table: no line begins like JSON, all have a delimiter.
 */
function looksDelimited(text: string): boolean {
  const lines = text.split('\n', 50).filter((line) => line.trim() !== '');
  return (
    lines.length > 1 &&
    !lines.some((line) => /^\s*[[{"\d\]}-]/.test(line)) &&
    lines.every((line) => /[,;\t|]/.test(line))
  );
}

/** Classic Mac OS files end lines with CR alone. */
function oneLineEnd(text: string): string {
  return text.includes('\n') ? text : text.replaceAll('\r', '\n');
}

function encodingDoubt({ encoding, line }: FoundEncoding): Message {
  return message('reading.notUtf8', { encoding, ...(line !== undefined && { line }) });
}
