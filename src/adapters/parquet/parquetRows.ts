import type { DecodedArray, SchemaTree } from 'hyparquet';
import { assembleLists } from 'hyparquet/src/assemble.js';
import { assembleAsync } from 'hyparquet/src/rowgroup.js';
import { isFlatColumn } from 'hyparquet/src/schema.js';
import { throwIfAborted } from '../../core/errors.ts';
import { ColumnPages } from './columnPages.ts';
import { features } from './features.ts';
import type { ParquetFile } from './openParquet.ts';
import { UnreadableError } from './unreadable.ts';
import { encoderOf, flat, parsers, type ToJson } from './values.ts';

type Group = ParquetFile['metadata']['row_groups'][number];

/** Approximate bytes of a chunk of lines. */
const pieceLength = 2 ** 17;

/** The values of a column within a row group, in order. */
interface Values {
  /** Makes at least one more value available, unless none are left. */
  readonly fill: () => Promise<void>;
  /** The available values. */
  values: DecodedArray;
  at: number;
}

/**
 * Rows of a row group as JSON Lines, starting at row `from`. Values of columns without parts are
 * decoded page by page, so that a large row group needs little memory.
 */
export async function* groupLines(
  file: ParquetFile,
  group: Group,
  from = 0,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const rows = Number(group.num_rows);
  const named = features(file.metadata);
  const columns: (Values & { readonly key: string; readonly toJson: ToJson })[] = [];
  for (const [i, column] of file.columns.entries()) {
    const { name } = column.element;
    const key = `${i === 0 ? '{' : ','}${JSON.stringify(name)}:`;
    const values = isFlatColumn([{} as SchemaTree, column])
      ? flatValues(file, group, column, from)
      : await nestedValues(file, group, column, rows, from);
    columns.push(Object.assign(values, { key, toJson: encoderOf(column, named[name]) }));
  }
  let piece = '';
  for (let row = from; row < rows;) {
    throwIfAborted(signal);
    let count = rows - row;
    for (const column of columns) {
      if (column.at >= column.values.length) await column.fill();
      count = Math.min(count, column.values.length - column.at);
    }
    if (count <= 0) throw new UnreadableError('a column has fewer values than there are rows');
    for (let i = 0; i < count; i++) {
      for (const { key, toJson, values, at } of columns) {
        piece += key;
        piece += toJson(values[at + i]);
      }
      piece += '}\n';
      if (piece.length < pieceLength) continue;
      yield piece;
      piece = '';
    }
    for (const column of columns) column.at += count;
    row += count;
  }
  yield piece;
}

function chunksOf(group: Group, column: SchemaTree): Group['columns'] {
  const chunks = group.columns.filter(
    ({ meta_data: meta }) => meta?.path_in_schema[0] === column.element.name,
  );
  if (chunks.length === 0) throw new UnreadableError('a row group lacks a column');
  return chunks;
}

function flatValues(file: ParquetFile, group: Group, column: SchemaTree, from: number): Values {
  const pages = new ColumnPages(file, chunksOf(group, column)[0]!);
  let left = from;
  const column_: Values = {
    values: [],
    at: 0,
    fill: async () => {
      const page = await pages.next(left);
      if (!page) return;
      column_.values = flat(page.values, page.definition);
      column_.at = left - page.skipped;
      left = 0;
    },
  };
  return column_;
}

/** All values of a nested column. */
async function nestedValues(
  file: ParquetFile,
  group: Group,
  column: SchemaTree,
  rows: number,
  from: number,
): Promise<Values> {
  const parts = [];
  for (const chunk of chunksOf(group, column)) {
    const pages = new ColumnPages(file, chunk);
    const { schemaPath, pathInSchema } = pages.leaf.decoder;
    const data: DecodedArray[] = [];
    for (let page = await pages.next(); page; page = await pages.next()) {
      const { definition, repetition, values } = page;
      const before = data.at(-1);
      // A row may continue in the next page.
      const output: unknown[] = Array.isArray(before) ? before : [];
      const after = assembleLists(output, definition, repetition, values, schemaPath);
      if (after !== before) data.push(after);
    }
    parts.push({ pathInSchema, data: Promise.resolve({ skipped: 0, data }) });
  }
  const all = { groupStart: 0, groupRows: rows, asyncColumns: parts };
  const root = { children: [column], path: [], count: 0, element: file.metadata.schema[0]! };
  const [whole] = assembleAsync(all, root, parsers).asyncColumns;
  const { data } = await whole!.data;
  return { values: data[0] ?? [], at: from, fill: async () => undefined };
}
