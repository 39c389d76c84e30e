import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileError } from './fileError.ts';

/**
 * A file for intermediate results, without a name as soon as it is open where the system allows that: then
 * nothing of it is left even if the process is killed. Elsewhere it goes with its folder.
 */
export class ScratchFile {
  readonly #path: string;
  readonly #handle: number;
  #isOpen = true;

  /** @throws UserError if it cannot be created */
  constructor(folder: string) {
    this.#path = join(folder, `${randomUUID()}.scratch`);
    try {
      this.#handle = openSync(this.#path, 'wx+', 0o600);
    } catch (error) {
      throw fileError(this.#path, error);
    }
    try {
      rmSync(this.#path);
    } catch {
      // Windows keeps the names of open files.
    }
  }

  /**
   * Writes bytes from `offset` on; bytes before it that were never written are 0.
   * @throws UserError, for example if the disk is full
   */
  write(bytes: Uint8Array, offset: number): void {
    try {
      for (let done = 0; done < bytes.length;) {
        done += writeSync(this.#handle, bytes, done, bytes.length - done, offset + done);
      }
    } catch (error) {
      throw fileError(this.#path, error);
    }
  }

  /** The `length` bytes from `offset` on; bytes that were never written are 0. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    try {
      for (let done = 0; done < length;) {
        const read = readSync(this.#handle, bytes, done, length - done, offset + done);
        if (read === 0) break;
        done += read;
      }
    } catch (error) {
      throw fileError(this.#path, error);
    }
    return bytes;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#handle);
  }
}
