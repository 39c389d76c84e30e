import { objectGetter } from '../../pool/fields.ts';
import type { Alignment } from '../../task/offsets.ts';
import { sameSet } from '../../task/judgement.ts';
import type { ExchangeRow, Fields, ReadRow, RawJudgement, Tokens } from './exchangeRow.ts';
import { contextField, contextName, originFields } from './ownFields.ts';
import { readAround, readTokens, stringsOf } from './readFields.ts';

/**
 * Values for which another tool has no field. Tools preserve `meta`, so these are stored there
 * under Marginalia's name and survive the round trip.
 */
export interface CarriedFields extends Fields {
  readonly skipped?: true;
  readonly flagged?: true;
  readonly note?: string;
  readonly annotator?: string;
  readonly at?: string;
  /** Labels that do not apply, if the others were not judged or none applies. */
  readonly not?: readonly string[];
  /** The text was searched for spans and has none. */
  readonly nothing?: true;
  readonly of?: readonly string[];
  readonly origin?: Fields;
  readonly tokens?: Tokens;
}

/** `meta` of a row: its id, its context and the carried values; undefined if there are none. */
export function metaOf({ id, context }: ExchangeRow, carried: CarriedFields): Fields | undefined {
  const meta = {
    ...(id !== undefined && { id }),
    ...Object.fromEntries(
      Object.entries(context ?? {}).map(([name, value]) => [contextField(name), value]),
    ),
    ...(Object.keys(carried).length > 0 && { marginalia: carried }),
  };
  return Object.keys(meta).length > 0 ? meta : undefined;
}

/**
 * Values around a judgement, and the parts of a judgement that a list of labels or spans cannot
 * express.
 * @param labels all labels of the survey
 * @param unused those that a reader of the file cannot find
 */
export function carriedOf(
  { judgement, flagged, note, origin }: ExchangeRow,
  labels: readonly string[],
  unused: readonly string[],
): CarriedFields {
  const open =
    judgement?.task === 'multi' &&
    (unused.length > 0 || labels.some((label) => !judgement.labels.has(label)));
  return {
    ...(flagged && { flagged }),
    ...(note !== undefined && { note }),
    ...(origin && { origin }),
    ...(judgement?.task === 'multi' &&
      (open || ![...judgement.labels.values()].includes(true)) && {
        not: [...judgement.labels].flatMap(([label, applies]) => (applies ? [] : [label])),
      }),
    ...(judgement?.task === 'spans' &&
      (unused.length > 0 || !sameSet(judgement.of, labels)) && { of: judgement.of }),
  };
}

/** Values around a judgement, for a tool that has no field for any of them. */
export function carriedAround({
  skipped,
  annotator,
  at,
  flagged,
  note,
  origin,
}: Omit<ExchangeRow, 'line' | 'text'>): CarriedFields {
  return {
    ...(skipped && { skipped }),
    ...(annotator !== undefined && { annotator }),
    ...(at !== undefined && { at: new Date(at).toISOString() }),
    ...(flagged && { flagged }),
    ...(note !== undefined && { note }),
    ...(origin && { origin }),
  };
}

/** Tokens converted to other units. */
export function tokensIn<T extends Tokens>(tokens: T, alignment: Alignment): T;
export function tokensIn(tokens: Tokens, alignment: Alignment): Tokens {
  if (tokens === 'blanks') return tokens;
  return tokens.map(([start, end]) => {
    const range = alignment.map({ start, end });
    return [range.start, range.end] as const;
  });
}

export interface ReadMeta extends Pick<
  ReadRow,
  'id' | 'skipped' | 'flagged' | 'note' | 'annotator' | 'at' | 'origin' | 'tokens'
> {
  /** Labels that do not apply, if carried. */
  readonly not?: readonly string[];
  readonly nothing: boolean;
  readonly of?: readonly string[];
  /** The rest of `meta`. */
  readonly rest: Readonly<Record<string, unknown>>;
}

const metaId = objectGetter('meta.id');

/** Of the `meta` of a row, with the digits of a number as in the file. */
export function metaIn(row: Fields, json: string | undefined): ReadMeta {
  const { meta } = row;
  const number = typeof objectOf(meta)['id'] === 'number' ? metaId(row, json) : undefined;
  return readMeta(number === undefined ? meta : { ...objectOf(meta), id: number });
}

/** Reads the `meta` that Marginalia wrote; ignores values of other types. */
export function readMeta(meta: unknown): ReadMeta {
  const { id, marginalia, ...others } = objectOf(meta);
  const carried = objectOf(marginalia);
  const not = stringsOf(carried['not']);
  const of = stringsOf(carried['of']);
  const tokens = readTokens(carried['tokens']);
  const origin = Object.fromEntries(
    Object.entries(objectOf(carried['origin'])).filter(([field]) => originFields.includes(field)),
  );
  const name = typeof id === 'number' ? String(id) : id;
  return {
    ...readAround(carried),
    ...(typeof name === 'string' && name !== '' ? { id: name } : {}),
    ...(Object.keys(origin).length > 0 ? { origin } : {}),
    ...(tokens ? { tokens } : {}),
    ...(not ? { not } : {}),
    ...(of ? { of } : {}),
    nothing: carried['nothing'] === true,
    rest: Object.fromEntries(
      Object.entries(others).map(([field, value]) => [contextName(field), value]),
    ),
  };
}

/** The labels of a list that names all labels that apply. */
export function judgementByList(
  yes: readonly string[],
  not: readonly string[] | undefined,
  mayBeSingle: boolean,
): RawJudgement {
  return not === undefined
    ? { kind: 'labels', yes, no: [], rest: 'no', mayBeSingle }
    : { kind: 'labels', yes, no: not, rest: 'unknown', mayBeSingle: false };
}

/** The value if it is an object, otherwise an empty one; a list is not an object. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

/** An own property of a row's fields; undefined for an inherited one. */
export function fieldIn(fields: Fields | undefined, name: string): unknown {
  return fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** A context, omitted if empty. */
export function contextOf(fields: Readonly<Record<string, unknown>>): Pick<ReadRow, 'context'> {
  return Object.keys(fields).length > 0 ? { context: fields } : {};
}
