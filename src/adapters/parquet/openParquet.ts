import { open, type FileHandle } from 'node:fs/promises';
import { parquetMetadata, parquetSchema, type FileMetaData, type SchemaTree } from 'hyparquet';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { isKnownCodec } from './decompress.ts';
import { UnreadableError } from './unreadable.ts';

/** An open Parquet file with its footer. */
export interface ParquetFile {
  readonly path: string;
  readonly metadata: FileMetaData;
  /** Its columns, nested ones with their parts. */
  readonly columns: readonly SchemaTree[];
  /** @throws Unreadable if the file ends too early */
  readonly read: (offset: number, length: number) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

const magic = 'PAR1';
const encrypted = 'PARE';
/** Length of the footer and magic number. */
const endBytes = 8;
/** Larger footers describe tens of thousands of columns or row groups. */
const mostFooter = 2 ** 28;

/**
 * Opens a file and checks that its values can be read.
 * @throws UserError if the file is truncated, encrypted, or has unsupported types or compression
 * @throws the file system's error
 */
export async function openParquet(location: string, path: string): Promise<ParquetFile> {
  const file = await open(location, 'r');
  try {
    const read = readerOf(file);
    const { size } = await file.stat();
    const metadata = await readFooter(read, size, path);
    const { children: columns } = parquetSchema(metadata);
    checkColumns(metadata, columns, path);
    return { path, metadata, columns, read, close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function readerOf(file: FileHandle): ParquetFile['read'] {
  return async (offset, length) => {
    const bytes = new Uint8Array(length);
    for (let filled = 0; filled < length;) {
      const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
      if (bytesRead === 0) throw new UnreadableError('the file ends early');
      filled += bytesRead;
    }
    return bytes;
  };
}

async function readFooter(
  read: ParquetFile['read'],
  size: number,
  path: string,
): Promise<FileMetaData> {
  const cutShort = (): UserError => new UserError(message('parquet.cutShort', { path }));
  if (size < magic.length + endBytes) throw cutShort();
  const end = await read(size - endBytes, endBytes);
  const last = Buffer.from(end.subarray(4)).toString('latin1');
  if (last === encrypted) throw new UserError(message('parquet.encrypted', { path }));
  if (last !== magic) throw cutShort();
  const length = new DataView(end.buffer).getUint32(0, true);
  if (length > size - magic.length - endBytes || length > mostFooter) throw cutShort();
  const footer = await read(size - endBytes - length, length + endBytes);
  // Plain binary columns of GeoParquet stay binary.
  return parquetMetadata(footer, { geoparquet: false });
}

/** @throws UserError that names the first column that cannot be read */
function checkColumns(
  { row_groups: groups }: FileMetaData,
  columns: readonly SchemaTree[],
  path: string,
): void {
  if (columns.length === 0) throw new UnreadableError('no columns');
  for (const column of columns) {
    const type = unsupported(column);
    if (type === undefined) continue;
    const { name } = column.element;
    throw new UserError(message('parquet.type', { path, column: name, type }));
  }
  for (const { columns: chunks } of groups) {
    for (const { meta_data: meta, crypto_metadata: crypto, file_path: elsewhere } of chunks) {
      if (crypto) throw new UserError(message('parquet.encrypted', { path }));
      if (!meta || elsewhere !== undefined) throw new UnreadableError('a column without values');
      const [column = ''] = meta.path_in_schema;
      if (isKnownCodec(meta.codec)) continue;
      const codec = meta.codec ?? 'unknown';
      throw new UserError(message('parquet.codec', { path, column, codec }));
    }
  }
}

/** The first type of a column or of its parts that JSON cannot represent. */
function unsupported({ element, children }: SchemaTree): string | undefined {
  const { converted_type: converted, logical_type: logical } = element;
  if (converted === 'INTERVAL' || converted === 'BSON') return converted;
  if (logical?.type === 'VARIANT') return logical.type;
  for (const child of children) {
    const type = unsupported(child);
    if (type !== undefined) return type;
  }
  return undefined;
}
