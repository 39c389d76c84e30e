import { carriedOf, readMeta, tokensIn, type CarriedFields, type ReadMeta } from '../carried.ts';
import type { ExchangeRow, Fields, ReadRow } from '../exchangeRow.ts';
import type { Survey } from '../format.ts';
import { contextField } from '../ownFields.ts';
import { timeIn } from '../readFields.ts';
import { toUnits } from '../../../task/offsets.ts';

/** Values that Marginalia wrote to `data`, beside the text. */
export interface CarriedValues {
  /** Of the record. */
  readonly record: Pick<ReadRow, 'flagged' | 'note' | 'tokens'> & { readonly origin: Fields };
  /** Of the answer that Marginalia wrote. */
  readonly answer: Pick<ReadMeta, 'skipped' | 'annotator' | 'at' | 'not' | 'nothing' | 'of'>;
  readonly id: string | undefined;
  /** The other fields, without empty ones. */
  readonly context: Fields;
}

/** Splits `data` into what Marginalia wrote there and the context. */
export function readCarried(data: Fields): CarriedValues {
  const { id, rest, origin = {}, flagged, note, tokens, ...answer } = readMeta(data);
  return {
    record: {
      ...(flagged && { flagged }),
      ...(note !== undefined && { note }),
      ...(tokens && { tokens }),
      origin,
    },
    answer,
    id,
    context: Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)),
  };
}

/** A duration in seconds, to the millisecond. */
export function leadTimeOf(value: unknown): Fields {
  const seconds = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof seconds === 'number' && seconds >= 0
    ? { elapsedMs: Math.round(seconds * 1000) }
    : {};
}

/** @returns undefined if it would not be read back unchanged */
export function secondsOf({ origin }: ExchangeRow): number | undefined {
  const { elapsedMs } = origin ?? {};
  return Number.isSafeInteger(elapsedMs) && Number(elapsedMs) >= 0
    ? Number(elapsedMs) / 1000
    : undefined;
}

/** The last change of an annotation, in milliseconds since 1970. */
export function timeOf(created: unknown, updated: unknown): number | undefined {
  const times = [created, updated].flatMap((value) =>
    typeof value === 'string' ? (timeIn(value) ?? []) : [],
  );
  return times.length > 0 ? Math.max(...times) : undefined;
}

/** The number of a Label Studio account; undefined for any other annotator. */
export function accountOf(annotator: string | undefined): number | undefined {
  return annotator !== undefined && /^[1-9]\d{0,14}$/.test(annotator)
    ? Number(annotator)
    : undefined;
}

/**
 * What `data` carries of a row besides its id and context.
 * @param elsewhere names in `origin` that other fields store
 */
export function carriedIn(
  row: ExchangeRow,
  { labels, unused }: Survey,
  elsewhere: readonly (string | false)[],
): CarriedFields {
  const { text, judgement, tokens } = row;
  const { origin, ...carried } = carriedOf(row, labels, unused);
  const rest = Object.entries(origin ?? {}).filter(([name]) => !elsewhere.includes(name));
  return {
    ...carried,
    ...(judgement?.task === 'spans' && judgement.spans.length === 0 && { nothing: true }),
    ...(tokens && { tokens: tokensIn(tokens, toUnits(text, 'codepoint')) }),
    ...(rest.length > 0 && { origin: Object.fromEntries(rest) }),
  };
}

/** Context fields; names that Label Studio uses itself get a prefix. */
export function contextFields(context: Fields | undefined, taken: readonly string[]): Fields {
  return Object.fromEntries(
    Object.entries(context ?? {}).map(([name, value]) => [
      taken.includes(name) ? `pool.${name}` : contextField(name),
      value,
    ]),
  );
}
