import type { TableReaders } from '../core/pool/tableReader.ts';

/** Readers of tables that are not text. */
export const tableReaders: TableReaders = {
  parquet: async () => (await import('../adapters/parquet/readParquet.ts')).parquetReader,
  xlsx: async () => (await import('../adapters/excel/readExcel.ts')).excelReader,
};
