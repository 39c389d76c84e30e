import type { Message } from '../../core/messages/message.ts';
import { message } from '../../core/messages/messages.ts';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, parse } from 'node:path';
import type { VectorsField, VectorsFile } from '../../core/embed/blocks.ts';
import type { OpenedVectors } from '../../core/embed/vectorsFile.ts';
import { UserError } from '../../core/errors.ts';
import type { Pool } from '../../core/pool/openPool.ts';
import type { MissingVectors, VectorSource } from './ownVectors.ts';

/** Requested rows at most this far apart are read together. */
const maxGap = 4;

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
  const location = isAbsolute(path) ? path : join(folder, path);
  const { index, accounting } = pool;
  const file = await openVectors(location);
  try {
    const idsFile = by === 'id' ? await readIdsFile(location, path) : undefined;
    if (idsFile && idsFile.ids.length !== file.rows) {
      const { path: idsPath, ids } = idsFile;
      throw new UserError(
        message('vectors.otherIds', { path, vectors: file.rows, idsPath, ids: ids.length }),
      );
    }
    const positions = idsFile && positionsOf(idsFile.ids);
    const positionOf = (row: number): number | undefined => {
      if (!positions) return index.ordinal(row);
      const id = index.sourceId(row);
      return id === undefined ? undefined : positions.get(id);
    };
    const problem = (missing: MissingVectors): Message | undefined => {
      const { count, first } = missing;
      const { rows } = accounting;
      const vectors = file.rows;
      if (count === 0) {
        const hasUnusedVectors = !idsFile && vectors > rows;
        return hasUnusedVectors
          ? message('vectors.moreThanRows', { path, vectors, rows })
          : undefined;
      }
      const inFile = { count, of: index.size, path };
      if (!idsFile)
        return withInvalidVectors(
          missing,
          message('vectors.lackingByRow', { ...inFile, vectors, rows }),
        );
      const byId = { ...inFile, idsPath: idsFile.path };
      const id = index.sourceId(first);
      return withInvalidVectors(
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
      read: (rows) => readPositions(file, rows.map(positionOf)),
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
      return withInvalidVectors(missing, message('vectors.lackingInField', inField));
    },
    close: async () => undefined,
  };
}

function withInvalidVectors({ invalid }: MissingVectors, problem: Message): Message {
  return invalid === 0 ? problem : message('vectors.odd', { problem, odd: invalid });
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
  if (!list.every((item) => typeof item === 'number')) return undefined;
  return Float32Array.from(list);
}

function numbersIn(text: string): number[] | undefined {
  const content = text
    .trim()
    .replace(/^\[|\]$/g, '')
    .trim();
  if (content === '') return undefined;
  const numbers = content.split(/[\s,;]+/).map(Number);
  return numbers.some(Number.isNaN) ? undefined : numbers;
}

async function readIdsFile(
  location: string,
  path: string,
): Promise<{ readonly path: string; readonly ids: readonly string[] }> {
  const idsPathOf = (vectorsPath: string): string =>
    vectorsPath.replace(/(\.npy|\.npz(#.*)?)?$/i, '.ids.txt');
  try {
    const lines = (await readFile(idsPathOf(location), 'utf8'))
      .replace(/^\ufeff/, '')
      .split(/\r?\n/);
    if (lines.at(-1) === '') lines.pop();
    return { path: idsPathOf(path), ids: lines };
  } catch (error) {
    const reason = String((error as NodeJS.ErrnoException).code);
    throw new UserError(message('vectors.noIds', { idsPath: idsPathOf(path), reason }), {
      cause: error,
    });
  }
}

/** Position of each id; the first if an id repeats. */
function positionsOf(ids: readonly string[]): ReadonlyMap<string, number> {
  const positions = new Map<string, number>();
  ids.forEach((id, i) => {
    if (!positions.has(id)) positions.set(id, i);
  });
  return positions;
}

/**
 * Reads rows of the file in runs.
 * @param positions undefined, or beyond the file, if a record has no vector
 */
async function readPositions(
  file: OpenedVectors,
  positions: readonly (number | undefined)[],
): Promise<(Float32Array | undefined)[]> {
  const vectors = new Array<Float32Array | undefined>(positions.length);
  const requested = positions
    .flatMap((position, i) =>
      position !== undefined && position < file.rows ? [{ position, i }] : [],
    )
    .sort((a, b) => a.position - b.position);
  for (let from = 0; from < requested.length;) {
    let to = from + 1;
    while (to < requested.length && requested[to]!.position - requested[to - 1]!.position <= maxGap)
      to++;
    const first = requested[from]!.position;
    const rows = await file.read(first, requested[to - 1]!.position + 1);
    for (const { position, i } of requested.slice(from, to)) {
      const begin = (position - first) * file.dimensions;
      vectors[i] = rows.slice(begin, begin + file.dimensions);
    }
    from = to;
  }
  return vectors;
}
