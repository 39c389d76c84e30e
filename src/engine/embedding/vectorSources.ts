import type { Message } from '../../core/messages/message.ts';
import { message } from '../../core/messages/messages.ts';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, parse } from 'node:path';
import type { VectorsField, VectorsFile } from '../../core/embed/blocks.ts';
import type { OpenedVectors } from '../../core/embed/vectorsFile.ts';
import { UserError } from '../../core/errors.ts';
import type { Pool } from '../../core/pool/openPool.ts';
import type { Missing, VectorSource } from './ownVectors.ts';

/** Wanted rows at most this far apart are read together. */
const gap = 4;

/**
 * Matches the vectors of a file to the records of a pool, by row or by id.
 * @param folder base of a relative path; `idField` as the project file names it
 * @throws UserError if the file of vectors or ids is missing, or they do not match each other or
 * the pool.
 */
export async function vectorsOfFile(
  { vectors: path, by }: VectorsFile,
  pool: Pool,
  { folder, idField }: { readonly folder: string; readonly idField: string | undefined },
  openVectors: (path: string) => Promise<OpenedVectors>,
): Promise<VectorSource> {
  if (by === 'id' && idField === undefined) {
    throw new UserError(message('vectors.noIdField', {}));
  }
  const at = isAbsolute(path) ? path : join(folder, path);
  const { index, accounting } = pool;
  const file = await openVectors(at);
  try {
    const ids = by === 'id' ? await idsBeside(at, path) : undefined;
    if (ids && ids.names.length !== file.rows) {
      const { path: idsPath, names } = ids;
      throw new UserError(
        message('vectors.otherIds', { path, vectors: file.rows, idsPath, ids: names.length }),
      );
    }
    const places = ids && placesOf(ids.names);
    const placeOf = (row: number): number | undefined => {
      if (!places) return index.ordinal(row);
      const id = index.sourceId(row);
      return id === undefined ? undefined : places.get(id);
    };
    const problem = (missing: Missing): Message | undefined => {
      const { count, first } = missing;
      const { rows } = accounting;
      const vectors = file.rows;
      if (count === 0) {
        const more = !ids && vectors > rows;
        return more ? message('vectors.moreThanRows', { path, vectors, rows }) : undefined;
      }
      const inFile = { count, of: index.size, path };
      if (!ids)
        return lacking(missing, message('vectors.lackingByRow', { ...inFile, vectors, rows }));
      const byId = { ...inFile, idsPath: ids.path };
      const id = index.sourceId(first);
      return lacking(
        missing,
        id === undefined
          ? message('vectors.lackingWithoutId', { ...byId, line: index.line(first) })
          : message('vectors.lackingById', { ...byId, id }),
      );
    };
    return {
      name: parse(path).base,
      dimensions: file.dimensions,
      size: index.size,
      idBytes: index.idBytes,
      read: (rows) => readPlaces(file, rows.map(placeOf)),
      problem,
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * Reads the vectors from a field of the pool: a list of numbers, or its text.
 * @throws UserError if no record has one.
 */
export async function vectorsOfField({ field }: VectorsField, pool: Pool): Promise<VectorSource> {
  const { index } = pool;
  const dimensions = await firstLength(field, pool);
  return {
    name: field,
    dimensions,
    size: index.size,
    idBytes: index.idBytes,
    read: async (rows) =>
      (await pool.values(field, rows)).map((value) => {
        const vector = vectorOf(value);
        return vector?.length === dimensions ? vector : undefined;
      }),
    problem: (missing) => {
      const { count, first } = missing;
      if (count === 0) return undefined;
      const inField = { count, of: index.size, dimensions, field, line: index.line(first) };
      return lacking(missing, message('vectors.lackingInField', inField));
    },
    close: async () => undefined,
  };
}

function lacking({ odd }: Missing, problem: Message): Message {
  return odd === 0 ? problem : message('vectors.odd', { problem, odd });
}

/** Length of the first vector found. */
async function firstLength(field: string, pool: Pool): Promise<number> {
  for (let from = 0; from < pool.index.size; from += 512) {
    const rows = Array.from({ length: Math.min(512, pool.index.size - from) }, (_, i) => from + i);
    for (const value of await pool.values(field, rows)) {
      const vector = vectorOf(value);
      if (vector && vector.length > 0) return vector.length;
    }
  }
  throw new UserError(message('vectors.noField', { field }));
}

/** A list of numbers, or its text, such as `[0.1, 0.2]` in tables and databases. */
function vectorOf(value: unknown): Float32Array | undefined {
  const list = typeof value === 'string' ? numbersIn(value) : value;
  if (!Array.isArray(list)) return undefined;
  if (!list.every((one) => typeof one === 'number')) return undefined;
  return Float32Array.from(list);
}

function numbersIn(text: string): number[] | undefined {
  const inside = text
    .trim()
    .replace(/^\[|\]$/g, '')
    .trim();
  if (inside === '') return undefined;
  const numbers = inside.split(/[\s,;]+/).map(Number);
  return numbers.some(Number.isNaN) ? undefined : numbers;
}

async function idsBeside(
  at: string,
  path: string,
): Promise<{ readonly path: string; readonly names: readonly string[] }> {
  const beside = (of: string): string => of.replace(/(\.npy|\.npz(#.*)?)?$/i, '.ids.txt');
  try {
    const lines = (await readFile(beside(at), 'utf8')).replace(/^\ufeff/, '').split(/\r?\n/);
    if (lines.at(-1) === '') lines.pop();
    return { path: beside(path), names: lines };
  } catch (error) {
    const reason = String((error as NodeJS.ErrnoException).code);
    throw new UserError(message('vectors.noIds', { idsPath: beside(path), reason }), {
      cause: error,
    });
  }
}

/** Position of each id; the first if an id repeats. */
function placesOf(names: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  names.forEach((name, i) => {
    if (!places.has(name)) places.set(name, i);
  });
  return places;
}

/**
 * Reads rows of the file in runs.
 * @param places undefined, or beyond the file, if a record has no vector
 */
async function readPlaces(
  file: OpenedVectors,
  places: readonly (number | undefined)[],
): Promise<(Float32Array | undefined)[]> {
  const found = new Array<Float32Array | undefined>(places.length);
  const wanted = places
    .flatMap((place, i) => (place !== undefined && place < file.rows ? [{ place, i }] : []))
    .sort((a, b) => a.place - b.place);
  for (let from = 0; from < wanted.length;) {
    let to = from + 1;
    while (to < wanted.length && wanted[to]!.place - wanted[to - 1]!.place <= gap) to++;
    const first = wanted[from]!.place;
    const rows = await file.read(first, wanted[to - 1]!.place + 1);
    for (const { place, i } of wanted.slice(from, to)) {
      const begin = (place - first) * file.dimensions;
      found[i] = rows.slice(begin, begin + file.dimensions);
    }
    from = to;
  }
  return found;
}
