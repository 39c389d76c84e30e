import { inflateRawSync } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;

export interface ZipEntry {
  readonly name: string;
  /** Unpacked size in bytes. */
  readonly size: number;
  /** Size in the archive in bytes. */
  readonly packed: number;
  read(): Buffer;
}

/**
 * The entries of a ZIP archive such as a VSIX (APPNOTE 6.3: stored or deflated, no encryption, below 4 GB).
 * @throws Error if the archive has no directory or uses another compression
 */
export function readZip(archive: Buffer): ZipEntry[] {
  let end = archive.length - 22;
  while (end >= 0 && archive.readUInt32LE(end) !== END_OF_DIRECTORY) end--;
  if (end < 0) throw new Error('not a ZIP archive: it has no directory');
  const entries: ZipEntry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== DIRECTORY_ENTRY)
      throw new Error(`no directory entry at ${at}`);
    const method = archive.readUInt16LE(at + 10);
    const packedSize = archive.readUInt32LE(at + 20);
    const size = archive.readUInt32LE(at + 24);
    const nameLength = archive.readUInt16LE(at + 28);
    const header = archive.readUInt32LE(at + 42);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    entries.push({
      name,
      size,
      packed: packedSize,
      read() {
        // The local header repeats the name, with its own extra field.
        const start =
          header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
        const packed = archive.subarray(start, start + packedSize);
        if (method === 0) return Buffer.from(packed);
        if (method === 8) return inflateRawSync(packed);
        throw new Error(`${name}: packed by method ${method}`);
      },
    });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}
