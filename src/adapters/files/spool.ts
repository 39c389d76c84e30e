import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { access, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { message } from '../../core/messages/messages.ts';
import { CancelledError, UserError } from '../../core/errors.ts';
import { byteOrderMark } from '../../core/pool/reading/encoding.ts';
import type { TableKind } from '../../core/pool/tableKind.ts';
import type { TableReader } from '../../core/pool/tableReader.ts';
import { closeStream } from './closeStream.ts';
import { fileError } from './fileError.ts';
import { unpackZstd } from './unpackZstd.ts';
import { NotZstd } from './zstdFrames.ts';
import { maxPoolBytes, maxTableBytes, UnpackLimit } from './unpackLimit.ts';

/** The conversion that a file needs to allow random access to records. */
export interface Spooling {
  readonly location: string;
  /** Path in problem reports. */
  readonly path: string;
  readonly cacheFolder: string;
  readonly gzip: boolean;
  readonly zstd: boolean;
  /** A `TextDecoder` name. */
  readonly encoding: string;
  /** Set if the file is a table: its kind and reader. */
  readonly table?: {
    readonly kind: TableKind;
    readonly reader: TableReader;
    readonly sheet?: string;
  };
  readonly signal?: AbortSignal;
  /** Bytes that a gzip file may unpack to; by default 200 times its size, 4 GB at most. */
  readonly maxUnpacked?: number;
  /** A file of a project's pool, which may unpack to 4 GB, or to 200 times its size if that is more. */
  readonly ofProject?: true;
}

/** Bytes of a file from which line ends are detected. */
export const lineEndBytes = 2 ** 16;

/** Part of the file names of table copies; increment it when the conversion of tables changes. */
const tableVersion = 1;

/**
 * Writes a file into the cache folder as inflated UTF-8 with lines that end in LF or CRLF, or a
 * table as JSON Lines, unless the copy is up to date. It gets its final name only when it is
 * complete.
 * @returns its location.
 * @throws UserError if the file cannot be read, is not gzip or unpacks beyond the limit;
 * CancelledError.
 */
export async function spoolOnce(spooling: Spooling): Promise<string> {
  const { location, path, cacheFolder, gzip, zstd, encoding, table, signal, ofProject } = spooling;
  const part = join(cacheFolder, `${randomUUID()}.part`);
  let out: WriteStream | undefined;
  try {
    const { size, mtimeMs } = await stat(location);
    const read = encoding === 'utf-8' ? '' : `\0${encoding}`;
    const key = digest(`${location}\0${size}\0${mtimeMs}${read}`);
    const name = table
      ? `${digest(`${table.kind}\0${table.sheet ?? ''}\0${location}`)}.${digest(`${key}\0${tableVersion}`)}.rows`
      : `${key}.${gzip || zstd ? 'inflated' : 'plain'}`;
    const spool = join(cacheFolder, name);
    const present = await access(spool).then(
      () => true,
      () => false,
    );
    if (present) return spool;
    await mkdir(cacheFolder, { recursive: true });
    const most = ofProject ? maxPoolBytes(size) : spooling.maxUnpacked;
    const limit = new UnpackLimit(path, size, most ?? (table && maxTableBytes(size)));
    out = createWriteStream(part);
    if (table) {
      const { reader, sheet } = table;
      const file = { location, path, ...(sheet !== undefined && { sheet }) };
      const lines = reader.lines({ ...file, ...(signal && { signal }) });
      await pipeline([Readable.from(lines), limited(limit), out], { signal });
    } else {
      const plain = new PlainText(encoding);
      const packed = createReadStream(location);
      try {
        await (zstd
          ? pipeline(packed, unpackZstd(limit), plain, out, { signal })
          : pipeline([packed, ...(gzip ? [createGunzip(), limited(limit)] : []), plain, out], {
              signal,
            }));
      } finally {
        await closeStream(packed);
      }
    }
    await rename(part, spool);
    if (table) await removeOthers(cacheFolder, name);
    return spool;
  } catch (error) {
    if (out) await closeStream(out);
    await rm(part, { force: true });
    if (signal?.aborted) throw new CancelledError();
    if (error instanceof NotZstd) {
      throw new UserError(message('file.notZstd', { path }), { cause: error });
    }
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('Z_')) {
      throw new UserError(message('file.notGzip', { path }), { cause: error });
    }
    throw error instanceof UserError ? error : fileError(path, error);
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}

/** Removes outdated copies of a table; processes that have one open can still read it. */
async function removeOthers(folder: string, name: string): Promise<void> {
  const [table] = name.split('.', 1);
  for (const other of await readdir(folder)) {
    if (other === name || !other.startsWith(`${table}.`) || !other.endsWith('.rows')) continue;
    // Windows cannot remove an open file.
    await rm(join(folder, other), { force: true }).catch(() => undefined);
  }
}

/** Passes bytes through up to a limit. */
function limited(limit: UnpackLimit): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        limit.take(chunk.length);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

/** The encoding by the byte order mark; otherwise the given one. */
export function encodingOf(head: Uint8Array, encoding: string): string {
  return encoding === 'utf-8' ? (byteOrderMark(head) ?? encoding) : encoding;
}

/**
 * Whether lines end with CR alone, as on the classic Mac OS. `head`: in UTF-8 or another superset
 * of ASCII.
 */
export function endsLinesWithCr(head: Uint8Array): boolean {
  return head.includes(13) && !head.includes(10);
}

/** Converts an encoding to UTF-8 with lines that end in LF or CRLF. */
class PlainText extends Transform {
  readonly #given: string;
  #decoder: TextDecoder | undefined;
  /** Passes UTF-8 with the usual line ends through unchanged. */
  #asItIs = false;
  #crOnly: boolean | undefined;
  #first: Buffer[] = [];
  #held = '';

  constructor(encoding: string) {
    super();
    this.#given = encoding;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#decoder === undefined && !this.#asItIs) {
      this.#first.push(chunk);
      const length = this.#first.reduce((sum, { length: bytes }) => sum + bytes, 0);
      if (length < lineEndBytes) return done();
      this.#begin(done, false);
      return;
    }
    this.#write(chunk, done, false);
  }

  override _flush(done: TransformCallback): void {
    if (this.#decoder === undefined && !this.#asItIs) this.#begin(done, true);
    else this.#write(Buffer.alloc(0), done, true);
  }

  #begin(done: TransformCallback, atEnd: boolean): void {
    const head = Buffer.concat(this.#first);
    this.#first = [];
    try {
      const encoding = encodingOf(head, this.#given);
      this.#asItIs = encoding === 'utf-8' && !endsLinesWithCr(head.subarray(0, lineEndBytes));
      if (!this.#asItIs) this.#decoder = new TextDecoder(encoding);
    } catch (error) {
      return done(error as Error);
    }
    this.#write(head, done, atEnd);
  }

  #write(chunk: Buffer, done: TransformCallback, atEnd: boolean): void {
    if (this.#asItIs) return done(null, chunk);
    const text = this.#held + this.#decoder!.decode(chunk, { stream: !atEnd });
    this.#crOnly ??= text.includes('\r') && !text.includes('\n');
    if (!this.#crOnly) return done(null, Buffer.from(text, 'utf8'));
    // A CR at the end of a chunk may be the first half of a CRLF.
    const cut = !atEnd && text.endsWith('\r') ? text.length - 1 : text.length;
    this.#held = text.slice(cut);
    done(null, Buffer.from(text.slice(0, cut).replace(/\r(?!\n)/g, '\n'), 'utf8'));
  }
}
