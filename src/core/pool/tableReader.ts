import type { FileSamples } from './reading/reading.ts';
import type { TableKind } from './tableKind.ts';

export interface TableFile {
  readonly location: string;
  /** Path in problem reports. */
  readonly path: string;
  /** Sheet of a workbook; default: the first. */
  readonly sheet?: string;
  readonly signal?: AbortSignal;
}

/**
 * Reads a table file as JSON Lines, objects (Parquet) or lists of cells (sheets): line n is row n
 * of the table.
 */
export interface TableReader {
  /**
   * The whole table, in pieces of whole lines.
   * @throws UserError if the file cannot be read; CancelledError
   */
  readonly lines: (file: TableFile) => AsyncIterable<Uint8Array>;
  /**
   * Lines from the beginning, the middle and the end.
   * @param bytes approximate size of each sample
   * @throws UserError if the file cannot be read
   */
  readonly samples: (file: TableFile, bytes: number) => Promise<FileSamples>;
}

/** The readers are loaded when a file of their kind is read. */
export type TableReaders = Readonly<Record<TableKind, () => Promise<TableReader>>>;
