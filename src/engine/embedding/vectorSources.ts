import { readFile } from 'node:fs/promises';
import { isAbsolute, join, parse } from 'node:path';
import type { VectorsField, VectorsFile } from '../../core/embed/blocks.ts';
import type { OpenedVectors } from '../../core/embed/vectorsFile.ts';
import { UserError } from '../../core/errors.ts';
import type { Pool } from '../../core/pool/openPool.ts';
import type { Missing, VectorSource } from './ownVectors.ts';

/** Rows of the file that are read in one go, with what lies between. */
const gap = 4;

/**
 * Finds the vectors of a file for the records of a pool: by the rows of its files, or by id.
 * @param folder that the path is relative to; `idField` as the project file names it
 * @throws UserError if the files of vectors or ids are not there, or do not fit one another or the pool.
 */
export async function vectorsOfFile(
  { vectors: path, by }: VectorsFile,
  pool: Pool,
  { folder, idField }: { readonly folder: string; readonly idField: string | undefined },
  openVectors: (path: string) => Promise<OpenedVectors>,
): Promise<VectorSource> {
  if (by === 'id' && idField === undefined) {
    throw new UserError(
      'Vectors are matched by id, and the project file does not say which field that is. Give it as "id".',
    );
  }
  const at = isAbsolute(path) ? path : join(folder, path);
  const { index, accounting } = pool;
  const file = await openVectors(at);
  const others = (what: string): string =>
    `${path} has ${file.rows} vectors, and ${what}. Make the two again from the same rows.`;
  try {
    const ids = by === 'id' ? await idsBeside(at, path) : undefined;
    if (ids && ids.names.length !== file.rows) {
      throw new UserError(others(`${ids.path} has ${ids.names.length} ids`));
    }
    const places = ids && placesOf(ids.names);
    const placeOf = (row: number): number | undefined => {
      if (!places) return index.ordinal(row);
      const id = index.sourceId(row);
      return id === undefined ? undefined : places.get(id);
    };
    const problem = (missing: Missing): string | undefined => {
      if (missing.count === 0 && !places && file.rows > accounting.rows) {
        return `${path} has ${file.rows} vectors, and the pool ${accounting.rows} rows. If rows were taken out of the pool, vectors do not stand beside their records any more: make the file again, or use "by": "id".`;
      }
      if (missing.count === 0) return undefined;
      const why = places
        ? `the first is ${idOf(pool, missing.first)} and ${ids.path} does not name it`
        : `the file has ${file.rows} rows and the pool ${accounting.rows}`;
      return lacking(missing, index.size, `in ${path}`, why);
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
 * Finds the vectors in a field of the pool: a list of numbers, or its text.
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
      if (missing.count === 0) return undefined;
      const first = `the first is on line ${index.line(missing.first)}`;
      return lacking(missing, index.size, `of ${dimensions} numbers in "${field}"`, first);
    },
    close: async () => undefined,
  };
}

function lacking({ count, odd }: Missing, size: number, where: string, why: string): string {
  const strange = odd > 0 ? ` ${odd} of them have NaN, Infinity or zeros only.` : '';
  return `${count} of ${size} records have no vector ${where} (${why}); they are known by the other blocks alone.${strange}`;
}

function idOf({ index }: Pool, row: number): string {
  const id = index.sourceId(row);
  return id === undefined ? `without an id, on line ${index.line(row)},` : `"${id}"`;
}

/** Values of records, until one is a vector. */
async function firstLength(field: string, pool: Pool): Promise<number> {
  for (let from = 0; from < pool.index.size; from += 512) {
    const rows = Array.from({ length: Math.min(512, pool.index.size - from) }, (_, i) => from + i);
    for (const value of await pool.values(field, rows)) {
      const vector = vectorOf(value);
      if (vector && vector.length > 0) return vector.length;
    }
  }
  throw new UserError(
    `No record has a list of numbers in "${field}". Correct "field" in the project file.`,
  );
}

/** A list of numbers, or one written out: `[0.1, 0.2]`, as tables and databases have it. */
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
  const beside = (of: string): string => of.replace(/(\.npy)?$/i, '.ids.txt');
  try {
    const lines = (await readFile(beside(at), 'utf8')).replace(/^\ufeff/, '').split(/\r?\n/);
    if (lines.at(-1) === '') lines.pop();
    return { path: beside(path), names: lines };
  } catch (error) {
    throw new UserError(
      `There are no ids ${beside(path)} beside the vectors (${(error as NodeJS.ErrnoException).code}). Write them there, one a line in the order of the vectors, or use "by": "row".`,
      { cause: error },
    );
  }
}

/** Where each id stands; the first of those that repeat. */
function placesOf(names: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  names.forEach((name, i) => {
    if (!places.has(name)) places.set(name, i);
  });
  return places;
}

/** Reads rows of the file in runs. @param places undefined, or beyond the file, where there is none */
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
