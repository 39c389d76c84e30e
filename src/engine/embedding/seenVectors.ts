import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { idLength, withDiskErrors } from './embeddingFile.ts';
import { IdTable } from './idTable.ts';

/** Bytes per vector hash. */
const hashLength = 8;
const entryLength = idLength + hashLength;
/** First line of the file, before the fingerprint. */
const headerPrefix = 'marginalia vectors 1 ';

/**
 * The user-supplied vectors that a project has seen: a fingerprint for all of them, and a hash of
 * each by record id. Vectors of new records keep the fingerprint; a changed vector of a known
 * record makes a new one.
 */
export class SeenVectors {
  readonly #file: string;
  readonly #idBytes: Uint8Array;
  readonly #dimensions: number;
  /** From the previous opening. */
  readonly #previous: { readonly fingerprint: string; readonly entries: Uint8Array } | undefined;
  readonly #previousRows: Int32Array;
  readonly #hashes: Uint8Array;
  #changed = false;
  #isNew = false;

  private constructor(
    file: string,
    { idBytes, size, dimensions }: Vectors,
    previous: { readonly fingerprint: string; readonly entries: Uint8Array } | undefined,
  ) {
    this.#file = file;
    this.#idBytes = idBytes.subarray(0, size * idLength);
    this.#dimensions = dimensions;
    this.#previous = previous;
    this.#hashes = new Uint8Array(size * hashLength);
    const table = previous && new IdTable(idsIn(previous.entries));
    this.#previousRows = table ? table.rowsOf(this.#idBytes) : new Int32Array(size).fill(-1);
  }

  /** @throws UserError on a file system error; a damaged file counts as missing. */
  static async open(file: string, vectors: Vectors): Promise<SeenVectors> {
    const previous = await withDiskErrors(file, () => readSeen(file, vectors.dimensions));
    return new SeenVectors(file, vectors, previous);
  }

  /** @param vector undefined if the record has none */
  add(row: number, vector: Float32Array | undefined): void {
    const hash = createHash('sha1');
    if (vector) hash.update(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
    const digest = hash.digest().subarray(0, hashLength);
    this.#hashes.set(digest, row * hashLength);
    const previousRow = this.#previousRows[row]!;
    if (previousRow < 0) {
      this.#isNew = true;
      return;
    }
    const at = previousRow * entryLength + idLength;
    const previousHash = this.#previous!.entries.subarray(at, at + hashLength);
    if (!digest.equals(previousHash)) this.#changed = true;
  }

  /**
   * Stores the hashes; call after all rows.
   * @returns the fingerprint of these vectors.
   * @throws UserError on a file system error.
   */
  async save(): Promise<string> {
    if (this.#previous && !this.#changed && !this.#isNew) return this.#previous.fingerprint;
    const current = this.#entries();
    const unchanged = this.#previous && !this.#changed ? this.#previous : undefined;
    const fingerprint = unchanged?.fingerprint ?? fingerprintOf(current, this.#dimensions);
    // Keep records that the filter excludes now, to recognise them after it is removed.
    const entries = unchanged
      ? Buffer.concat([unchanged.entries, this.#newEntries(current)])
      : current;
    await withDiskErrors(this.#file, async () => {
      await mkdir(dirname(this.#file), { recursive: true });
      const temporary = `${this.#file}.${process.pid}.new`;
      const checksum = createHash('sha256').update(entries).digest('hex');
      await writeFile(
        temporary,
        Buffer.concat([Buffer.from(`${headerPrefix}${fingerprint} ${checksum}\n`), entries]),
      );
      await rename(temporary, this.#file);
    });
    return fingerprint;
  }

  #entries(): Uint8Array {
    const size = this.#hashes.length / hashLength;
    const entries = new Uint8Array(size * entryLength);
    for (let row = 0; row < size; row++) {
      entries.set(this.#idBytes.subarray(row * idLength, (row + 1) * idLength), row * entryLength);
      const hash = this.#hashes.subarray(row * hashLength, (row + 1) * hashLength);
      entries.set(hash, row * entryLength + idLength);
    }
    return entries;
  }

  #newEntries(entries: Uint8Array): Uint8Array {
    const rows = [...this.#previousRows.keys()].filter((row) => this.#previousRows[row]! < 0);
    return Buffer.concat(
      rows.map((row) => entries.subarray(row * entryLength, (row + 1) * entryLength)),
    );
  }
}

interface Vectors {
  readonly size: number;
  readonly idBytes: Uint8Array;
  readonly dimensions: number;
}

async function readSeen(
  file: string,
  dimensions: number,
): Promise<{ fingerprint: string; entries: Uint8Array } | undefined> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!bytes) return undefined;
  const end = bytes.indexOf('\n');
  const head = bytes.subarray(0, Math.max(0, end)).toString('latin1');
  const [fingerprint, checksum] = head.startsWith(headerPrefix)
    ? head.slice(headerPrefix.length).split(' ')
    : [undefined, undefined];
  const entries = bytes.subarray(end + 1);
  const isIntact = checksum === createHash('sha256').update(entries).digest('hex');
  if (!isIntact || !fingerprint?.startsWith(`own-1-${dimensions}-`)) return undefined;
  return { fingerprint, entries };
}

function fingerprintOf(entries: Uint8Array, dimensions: number): string {
  const digest = createHash('sha256').update(entries).digest('hex');
  return `own-1-${dimensions}-${digest.slice(0, 16)}`;
}

function idsIn(entries: Uint8Array): Uint8Array {
  const rows = entries.length / entryLength;
  const ids = new Uint8Array(rows * idLength);
  for (let row = 0; row < rows; row++) {
    ids.set(entries.subarray(row * entryLength, row * entryLength + idLength), row * idLength);
  }
  return ids;
}
