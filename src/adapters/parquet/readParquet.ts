import { CancelledError, UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { FileSamples } from '../../core/pool/reading/reading.ts';
import type { TableFile, TableReader } from '../../core/pool/tableReader.ts';
import { labelColumns } from './features.ts';
import { openParquet, type ParquetFile } from './openParquet.ts';
import { groupLines } from './parquetRows.ts';

const encoder = new TextEncoder();

/** Reads Parquet files. Replaces label numbers by their names if the file has them. */
export const parquetReader: TableReader = {
  async *lines({ location, path, signal }) {
    const file = await reported(path, () => openParquet(location, path));
    try {
      for (const group of file.metadata.row_groups) {
        const lines = groupLines(file, group, 0, signal);
        for (;;) {
          const next = await reported(path, () => lines.next());
          if (next.done) break;
          yield encoder.encode(next.value);
        }
      }
    } finally {
      await file.close();
    }
  },

  samples: ({ location, path }: TableFile, bytes: number) =>
    reported(path, async () => {
      const file = await openParquet(location, path);
      try {
        return await samplesOf(file, bytes);
      } finally {
        await file.close();
      }
    }),
};

async function samplesOf(file: ParquetFile, bytes: number): Promise<FileSamples> {
  const starts: number[] = [];
  let rows = 0;
  for (const group of file.metadata.row_groups) {
    starts.push(rows);
    rows += Number(group.num_rows);
  }
  const head = await linesFrom(file, 0, starts, bytes);
  const samples = {
    head: head.lines,
    table: 'parquet',
    labelColumns: labelColumns(file.metadata),
  } as const;
  if (head.whole) return samples;
  const [middle, tail] = [
    await linesFrom(file, Math.floor(rows / 2), starts, bytes),
    await linesFrom(file, Math.floor(rows * 0.95), starts, bytes),
  ];
  return { ...samples, middle: middle.lines, tail: tail.lines };
}

/**
 * About `bytes` bytes of whole lines from a row on; a line end precedes all but the file's first.
 */
async function linesFrom(
  file: ParquetFile,
  row: number,
  starts: readonly number[],
  bytes: number,
): Promise<{ lines: Uint8Array; whole: boolean }> {
  const first = Math.max(
    0,
    starts.findLastIndex((start) => start <= row),
  );
  let text = row === 0 ? '' : '\n';
  for (const [i, group] of file.metadata.row_groups.entries()) {
    if (i < first) continue;
    for await (const piece of groupLines(file, group, i === first ? row - starts[i]! : 0)) {
      text += piece;
      if (text.length < bytes) continue;
      const end = text.lastIndexOf('\n', bytes) + 1 || text.length;
      return { lines: encoder.encode(text.slice(0, end)), whole: false };
    }
  }
  return { lines: encoder.encode(text), whole: true };
}

/** Reports errors of the library and of our own checks as a damaged file. */
async function reported<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError || error instanceof CancelledError) throw error;
    if (error instanceof Error && 'syscall' in error) throw error;
    // The details help only developers: the cause appears in the log.
    throw new UserError(message('parquet.broken', { path }), { cause: error });
  }
}
