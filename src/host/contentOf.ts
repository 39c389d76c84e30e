import { parquetBytes } from '../adapters/parquet/parquetBytes.ts';
import type { FileContent } from '../core/interchange/formats/convertRows.ts';
import { chunked } from './chunked.ts';

/** The content to write to a file, in chunks. */
export type Content = AsyncIterable<string | Uint8Array>;

/**
 * The content of a file, in chunks large enough for a write.
 * @throws CancelledError during iteration
 */
export function contentOf({ lines, columns }: FileContent, signal?: AbortSignal): Content {
  return columns ? parquetBytes({ columns, rows: parsed(lines) }, signal) : chunked(lines, signal);
}

async function* parsed(
  lines: AsyncIterable<string>,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  for await (const line of lines) yield JSON.parse(line) as Readonly<Record<string, unknown>>;
}
