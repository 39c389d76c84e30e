import { gunzipSync } from 'node:zlib';
import Papa from 'papaparse';
import type { MeantReading, PoolFile } from '../../generators/poolFiles/poolFile.ts';

/** What third-party parsers read from a file under a given reading. */
export interface ReadBack {
  readonly fields: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A character that occurs in no file. */
const NOWHERE = '\uE000';

/** The text of a file, decoded strictly. */
export function decode({ bytes, meant }: PoolFile): string {
  const plain = meant.gzip ? gunzipSync(bytes) : bytes;
  return new TextDecoder(meant.encoding, { fatal: true }).decode(plain);
}

/** Reads a file with papaparse or JSON.parse according to its expected reading. */
export function readBack(file: PoolFile, meant: MeantReading = file.meant): ReadBack {
  const text = decode(file);
  if (meant.format === 'delimited') return readDelimited(text, file, meant);
  return readObjects(text, meant, file.fields);
}

function readDelimited(text: string, file: PoolFile, meant: MeantReading): ReadBack {
  // Line breaks within quotes are all \n, so every \r\n ends a row.
  const mixed = file.traits.includes('mixed-line-ends');
  const newline = text.includes('\r\n') ? '\r\n' : text.includes('\r') ? '\r' : '\n';
  const { data } = Papa.parse<string[]>(mixed ? text.replaceAll('\r\n', '\n') : text, {
    delimiter: meant.delimiter ?? NOWHERE,
    quoteChar: meant.quotes === false ? NOWHERE : '"',
    escapeChar: meant.quotes === false ? NOWHERE : (meant.escape ?? '"'),
    newline: mixed ? '\n' : newline,
  });
  const rows = data.slice(file.preamble);
  while (isBlank(rows.at(-1))) rows.pop();
  const fields = meant.header ? rows.shift()! : [];
  return { fields, rows };
}

function isBlank(row: readonly string[] | undefined): boolean {
  return row?.length === 1 && row[0] === '';
}

function readObjects(text: string, meant: MeantReading, fields: readonly string[]): ReadBack {
  if (meant.orient) return readOrient(parse(text) as object, meant.orient);
  const objects = meant.path
    ? (own(parse(text) as object, meant.path) as object[])
    : (parse(isList(text) ? text : listOfObjects(text, meant)) as object[]);
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  // JavaScript moves keys like 1 to the front, so the writer's order is used if the names match.
  const same = names.length === fields.length && fields.every((name) => names.includes(name));
  const order = same ? fields : names;
  return {
    fields: order,
    rows: objects.map((object) => order.map((name) => valueOf(own(object, name)))),
  };
}

function isList(text: string): boolean {
  return text.trimStart().startsWith('[');
}

/** A list of concatenated objects. */
function listOfObjects(text: string, { format }: MeantReading): string {
  if (format === 'jsonl') {
    const lines = text.split(/\r?\n/).filter((line) => line !== '');
    for (const line of lines) parse(line);
    return `[${lines.join(',')}]`;
  }
  const joined = tokens(text).replace(/\}(\s*)\{/g, '},$1{');
  return `[${joined}]`;
}

/** The text with braces in strings replaced by escapes. */
function tokens(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"/g, (string) =>
    string.replaceAll('{', '\\u007b').replaceAll('}', '\\u007d'),
  );
}

/** JSON.parse that keeps numbers as strings and reads Python's NaN as null. */
function parse(text: string): unknown {
  const token = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN|-?\d[\d.eE+-]*/g;
  const kept = text.replace(token, (found) => {
    if (found.startsWith('"')) return found;
    return /[IN]/.test(found) ? 'null' : JSON.stringify(found);
  });
  return JSON.parse(kept);
}

function own(object: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(object, name)?.value;
}

function valueOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function readOrient(whole: object, orient: NonNullable<MeantReading['orient']>): ReadBack {
  if (orient === 'split') {
    const rows = own(whole, 'data') as unknown[][];
    return {
      fields: own(whole, 'columns') as string[],
      rows: rows.map((row) => row.map(valueOf)),
    };
  }
  if (orient === 'columns') {
    const columns = Object.values(whole).map((column) =>
      Object.values(column as Record<string, unknown>),
    );
    const rows = columns[0]!.map((_, row) => columns.map((column) => valueOf(column[row])));
    return { fields: Object.keys(whole), rows };
  }
  const objects = Object.values(whole) as Record<string, unknown>[];
  return {
    fields: Object.keys(objects[0]!),
    rows: objects.map((object) => Object.values(object).map(valueOf)),
  };
}
