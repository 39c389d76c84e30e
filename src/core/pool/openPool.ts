import type { PoolRecord } from '../record.ts';
import type { ByteSource } from './byteSource.ts';
import type { ImportedLabels } from './importedLabels.ts';
import { PoolIndex } from './poolIndex.ts';
import { PoolScan, type ScanOptions } from './poolScan.ts';
import type { PoolAccounting, PoolSpec } from './poolSpec.ts';
import type { ProblemList } from './problemList.ts';
import { readOwnRows, readRecords, readTexts, readValues } from './readRows.ts';
import type { RowArrays } from './rowList.ts';

/** The records of a project's files. The texts stay in the files and are read on demand. */
export interface Pool {
  readonly index: PoolIndex;
  readonly problems: ProblemList;
  /** The values of the label field. */
  readonly labels: ImportedLabels;
  /** Counts of all rows by outcome. */
  readonly accounting: PoolAccounting;
  /** Number of cells that hold the mark of a missing value. */
  readonly missingValues: number;
  /**
   * The records that the filter excludes: not in the pool, but the hold-out is drawn from all
   * records.
   */
  readonly filtered: PoolIndex;
  /** False during indexing. */
  readonly complete: boolean;
  /**
   * The records of these rows, in the same order.
   * @throws UserError if a file has changed
   */
  read(rows: ArrayLike<number>): Promise<PoolRecord[]>;
  /**
   * Rows of records as stored in the files, each with its own text and id.
   * @throws UserError if a file has changed
   */
  readOwn(rows: RowArrays): Promise<PoolRecord[]>;
  /**
   * The texts of rows from … to − 1, in blocks in file order.
   * @throws UserError if a file has changed
   */
  texts(from: number, to: number): Promise<string[]>;
  /** As `texts`, for rows of `filtered`. */
  filteredTexts(from: number, to: number): Promise<string[]>;
  /**
   * The value of a field in the first row of each record.
   * @throws UserError if a file has changed
   */
  values(field: string, rows: ArrayLike<number>): Promise<unknown[]>;
  /** Closes the files. */
  close(): Promise<void>;
}

export interface OpenPoolOptions extends ScanOptions {
  /** Called once, with the first records: the pool can be read from then on, and grows. */
  readonly onFirst?: (pool: Pool) => void;
}

/**
 * Indexes the files of a pool, one after the other.
 * @param sources one for each of `spec.files`; closed by the pool, also on failure
 * @throws UserError if a file is unreadable or lacks the text fields, or if there is no text at all
 * @throws CancelledError
 */
export async function openPool(
  spec: PoolSpec,
  sources: readonly ByteSource[],
  options: OpenPoolOptions,
): Promise<Pool> {
  const pool = new IndexedPool(spec, sources, options);
  try {
    const { onFirst } = options;
    await pool.build(options, onFirst && (() => onFirst(pool)));
    return pool;
  } catch (error) {
    await pool.close();
    throw error;
  }
}

class IndexedPool extends PoolScan<PoolIndex, PoolIndex> implements Pool {
  constructor(spec: PoolSpec, sources: readonly ByteSource[], options: OpenPoolOptions) {
    super(spec, sources, options, new PoolIndex(), new PoolIndex());
  }

  read(rows: ArrayLike<number>): Promise<PoolRecord[]> {
    return readRecords(rows, this.files, this.index);
  }

  readOwn(rows: RowArrays): Promise<PoolRecord[]> {
    return readOwnRows(rows, this.files, this.index);
  }

  texts(from: number, to: number): Promise<string[]> {
    return readTexts(from, Math.min(to, this.index.size), this.files, this.index);
  }

  filteredTexts(from: number, to: number): Promise<string[]> {
    return readTexts(from, Math.min(to, this.filtered.size), this.files, this.filtered);
  }

  values(field: string, rows: ArrayLike<number>): Promise<unknown[]> {
    return readValues(field, rows, this.files, this.index);
  }
}
