import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';

/** Maximum ratio of unpacked to compressed size: texts stay far below. */
const mostTimes = 200;
const mostBytes = 4 * 2 ** 30;

/** Limit for a project's pool, which may have been accepted before limits existed. */
export const maxPoolBytes = (size: number): number => Math.max(mostTimes * size, mostBytes);

/**
 * Limit for a table converted to lines, which repeat column names and values that it stores once.
 */
export const maxTableBytes = (size: number): number =>
  Math.max(Math.min(mostTimes * size, mostBytes), mostBytes / 16);

/** Counts the bytes that a compressed file unpacks to, and stops decompression bombs. */
export class UnpackLimit {
  readonly #path: string;
  readonly most: number;
  /** Bytes accepted so far. */
  taken = 0;

  /**
   * @param path named in the error
   * @param size of the compressed file in bytes
   * @param most default: 200 times the size, and 4 GB at most
   */
  constructor(path: string, size: number, most = Math.min(mostTimes * size, mostBytes)) {
    this.#path = path;
    this.most = most;
  }

  /** @throws UserError if these bytes exceed the limit: then do not pass them on */
  take(bytes: number): void {
    if (this.taken + bytes > this.most) {
      const params = { path: this.#path, most: this.most };
      throw new UserError(message('file.unpacksTooFar', params));
    }
    this.taken += bytes;
  }
}
