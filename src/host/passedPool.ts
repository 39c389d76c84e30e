import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quotedRows } from '../adapters/csv/quotedRows.ts';
import type { Pool } from '../core/pool/openPool.ts';
import { PoolScan } from '../core/pool/poolScan.ts';
import type { PoolSpec } from '../core/pool/poolSpec.ts';
import { readOwnTexts, type OwnText } from '../core/pool/readRows.ts';
import type { OnProgress } from '../core/progress.ts';
import type { RecordId } from '../core/record.ts';
import type { LexicalCacheOptions } from '../engine/embedding/lexicalCache.ts';
import { openSources } from '../engine/pool/poolService.ts';
import { openPoolSource } from './poolSource.ts';
import { openProjectPool } from './projectPool.ts';
import type { ProjectToRead } from './projectToRead.ts';
import { poolSpecOf } from './resolvePoolSpec.ts';
import { RowsOnDisk } from './rowsOnDisk.ts';

/** A pool that is read from front to back, row by row. */
export interface PassedPool {
  /** What embedders read. */
  readonly embeddable: LexicalCacheOptions['pool'];
  /** The pool with its fields, for the user's own vectors. */
  readonly records: () => Pool;
  /** The number of each of these records, 16 bytes each, as in `parts`; −1 if it is not in the pool. */
  readonly rowsOfIds: (ids: Uint8Array) => Int32Array;
  readonly rowsRead: number;
  /** The rows of wanted records in file order, at most `most` at a time. */
  readonly parts: (most: number, isWanted: IsWanted) => Iterable<PassedRows>;
  /** The texts of records' first rows, in the order of these records. */
  readonly textsOf: (records: readonly number[]) => Promise<string[]>;
  readonly close: () => Promise<void>;
}

/** Undefined: all are. */
export type IsWanted = ((id: RecordId) => boolean) | undefined;

/** Rows of a pool. */
export interface PassedRows {
  /** The number of rows before these, wanted or not. */
  readonly before: number;
  /** The number of each row's record: different for each record, and ascending by their first rows. */
  readonly records: Uint32Array;
  /** Whether a row is the first of its record. */
  readonly isFirst: (i: number) => boolean;
  /** @throws UserError if a file has changed */
  readonly read: () => Promise<readonly OwnText[]>;
}

interface PassWork {
  /** Whether records are found by the ids of their rows: the user's own vectors are. */
  readonly findById: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/**
 * Reads the pool of a project for a pass over its rows. Memory does not grow with the pool, unless records are
 * found by the ids of their rows.
 * @throws UserError if a file is missing or cannot be read; CancelledError
 */
export async function openPassedPool(
  opened: ProjectToRead,
  { findById, signal, onProgress }: PassWork,
): Promise<PassedPool> {
  if (findById) {
    const { pool, close, embeddable } = await openProjectPool(opened, signal, onProgress);
    return passedIndex(pool, embeddable, close);
  }
  const { file, project, store } = opened;
  const tempFolder = await mkdtemp(join(tmpdir(), 'marginalia-pool-'));
  const toClose: (() => unknown)[] = [() => rm(tempFolder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    while (toClose.length > 0) await toClose.pop()!();
  };
  try {
    const { folder } = file;
    const spec = textsOnly(
      await poolSpecOf(project, folder, { store, storeSetting: () => undefined }),
    );
    const places = { folder, cacheDir: tempFolder };
    const sources = await openSources(spec, places, openPoolSource, signal);
    toClose.push(() => Promise.all(sources.map((source) => source.close())));
    const rows = new RowsOnDisk(tempFolder);
    toClose.push(() => rows.close());
    const options = {
      quotedRows,
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    };
    const scan = new PoolScan(spec, sources, options, rows, { add: () => 0 });
    await scan.build(options);
    rows.settle();
    return passedRows(scan, close);
  } catch (error) {
    await close();
    throw error;
  }
}

function passedRows(
  { index, files }: PoolScan<RowsOnDisk>,
  close: () => Promise<void>,
): PassedPool {
  const textsOf = async (firstRows: ArrayLike<number>): Promise<string[]> => {
    const read = await readOwnTexts(index.rowsAt(firstRows), files);
    return read.map(({ text }) => text);
  };
  return {
    embeddable: {
      size: index.size,
      idBlocks: () => index.idBlocks(),
      texts: (from, to) => textsOf(index.firstRows(from, Math.min(to, index.size))),
    },
    records: () => {
      throw new Error('openPassedPool: the records are not found by id');
    },
    rowsOfIds: (ids) => index.rowsOfIds(ids),
    rowsRead: index.rowsRead,
    *parts(most, isWanted) {
      for (const rows of index.inOrder(most, isWanted)) {
        const { records, isFirst, before } = rows;
        yield {
          before,
          records,
          isFirst: (i) => isFirst[i] === 1,
          read: () => readOwnTexts(rows, files),
        };
      }
    },
    textsOf,
    close,
  };
}

function passedIndex(
  pool: Pool,
  embeddable: PassedPool['embeddable'],
  close: () => Promise<void>,
): PassedPool {
  const { index } = pool;
  return {
    embeddable,
    records: () => pool,
    rowsOfIds: (ids) => index.rowsOfIds(ids),
    rowsRead: index.rowsRead,
    *parts(most, isWanted) {
      let [visited, before] = [0, 0];
      const isTaken = (record: number): boolean => {
        visited++;
        return isWanted?.(index.id(record)) ?? true;
      };
      for (const rows of index.rowsInOrder(most, isTaken)) {
        const { records, files, offsets } = rows;
        const isFirst = (i: number): boolean => {
          const { file, offset } = index.place(records[i]!);
          return file === files[i] && offset === offsets[i];
        };
        yield { before, records, isFirst, read: () => pool.readOwn(rows) };
        before = visited;
      }
    },
    textsOf: async (records) => {
      const read = await pool.read(records);
      return read.map(({ text }) => text);
    },
    close,
  };
}

/** Reduces a pool to the parts that a single pass over its texts needs. */
function textsOnly({ files, textFields, idField, filter }: PoolSpec): PoolSpec {
  return {
    files,
    textFields,
    contextFields: [],
    ...(idField !== undefined && { idField }),
    ...(filter && { filter }),
    findById: false,
  };
}
