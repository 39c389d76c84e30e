import type { DecodedArray, ParquetParsers, SchemaTree } from 'hyparquet';

/** A byte order mark within a file is part of the text. */
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** Values that JSON cannot represent become text; bytes that are not text become null. */
export const parsers: Partial<ParquetParsers> = {
  stringFromBytes: (bytes?: Uint8Array) => bytes && lenient.decode(bytes),
  timestampFromMilliseconds: (at) => isoTime(Number(at)),
  timestampFromMicroseconds: (at) => isoTime(Number(at / 1000n)),
  timestampFromNanoseconds: (at) => isoTime(Number(at / 1_000_000n)),
  dateFromDays: (days) => isoTime(days * 86_400_000)?.slice(0, -'T00:00:00.000Z'.length),
  jsonFromBytes: parsedOrText,
  geometryFromBytes: () => null,
  geographyFromBytes: () => null,
};

function isoTime(milliseconds: number): string | null | undefined {
  return Math.abs(milliseconds) <= 8.64e15 ? new Date(milliseconds).toISOString() : null;
}

function parsedOrText(bytes: Uint8Array): unknown {
  const text = lenient.decode(bytes);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The text of UTF-8 bytes; null for other bytes. */
function textOrNull(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

/** JSON of a value that the library decoded. */
function jsonOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'bigint':
      return jsonOfInteger(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null';
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : jsonOfObject(value);
    case 'function':
    case 'symbol':
    case 'undefined':
      return 'null';
  }
}

/** Larger integers become strings: JSON readers parse numbers as floats, exact only up to 2⁵³. */
function jsonOfInteger(value: bigint): string {
  const digits = String(value);
  return Number.isSafeInteger(Number(value)) ? digits : `"${digits}"`;
}

function jsonOfObject(value: object): string {
  if (value instanceof Uint8Array) return jsonOf(textOrNull(value));
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return `[${Array.from(value as Iterable<unknown>, jsonOf).join(',')}]`;
  }
  if (value instanceof Date) return jsonOf(isoTime(value.getTime()));
  const fields = Object.entries(value).map(
    ([name, field]) => `${JSON.stringify(name)}:${jsonOf(field)}`,
  );
  return `{${fields.join(',')}}`;
}

export type ToJson = (value: unknown) => string;

/** Returns the function that converts a column's values to JSON. */
export function encoderOf(column: SchemaTree, feature: unknown): ToJson {
  const named = namerOf(feature);
  if (named === undefined) return jsonOf;
  if (column.children.length > 0) return (value) => jsonOf(named(value));
  const known = new Map<unknown, string>();
  return (value) => {
    let json = known.get(value);
    if (json === undefined) {
      json = jsonOf(named(value));
      if (known.size < 2 ** 16) known.set(value, json);
    }
    return json;
  };
}

type Namer = (value: unknown) => unknown;

/**
 * Replaces the numbers of a ClassLabel by their names, also in lists and structures. No label, −1,
 * becomes null, and is left out of lists.
 * @param feature of Hugging Face `datasets`
 * @returns undefined if it contains no label
 */
function namerOf(feature: unknown): Namer | undefined {
  const names = classNames(feature);
  if (names) {
    return (value) => {
      if (typeof value !== 'bigint' && typeof value !== 'number') return value;
      const number = Number(value);
      return number === -1 ? null : (names[number] ?? value);
    };
  }
  const inner = elementOf(feature);
  if (inner !== undefined) {
    const nameItem = namerOf(inner);
    const isLabel = classNames(inner) !== undefined;
    if (!nameItem) return undefined;
    return (value) => {
      if (value === null || typeof value !== 'object') return value;
      const list = Array.from(value as Iterable<unknown>, nameItem);
      return isLabel ? list.filter((name) => name !== null) : list;
    };
  }
  if (!isObject(feature) || '_type' in feature) return undefined;
  const fields = Object.entries(feature).flatMap(([name, part]) => {
    const of = namerOf(part);
    return of ? [[name, of] as const] : [];
  });
  if (fields.length === 0) return undefined;
  return (value) =>
    isObject(value)
      ? { ...value, ...Object.fromEntries(fields.map(([name, of]) => [name, of(value[name])])) }
      : value;
}

/** The names of a ClassLabel. */
export function classNames(feature: unknown): readonly string[] | undefined {
  if (!isObject(feature) || feature['_type'] !== 'ClassLabel') return undefined;
  const { names } = feature;
  return Array.isArray(names) && names.every((name) => typeof name === 'string')
    ? names
    : undefined;
}

/** The feature of a list's elements: `Sequence`, `List`, or a list of one. */
export function elementOf(feature: unknown): unknown {
  if (Array.isArray(feature)) return feature[0];
  if (!isObject(feature)) return undefined;
  const { _type: type, feature: inner } = feature;
  return type === 'Sequence' || type === 'List' || type === 'LargeList' ? inner : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function flat(values: DecodedArray, definition: readonly number[]): DecodedArray {
  if (definition.length === 0) return values;
  let next = 0;
  return definition.map((level) => (level === 0 ? null : (values[next++] as unknown)));
}
