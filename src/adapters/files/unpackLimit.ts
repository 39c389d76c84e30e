import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';

/** How many times its size a compressed file may unpack to: texts stay far below. */
const mostTimes = 200;
const mostBytes = 4 * 2 ** 30;

/** What a pool that a project has in use may unpack to: it was read before there was a limit. */
export const mostOfPool = (size: number): number => Math.max(mostTimes * size, mostBytes);

/** What a table may become as lines: names of columns and repeated values take no room in it. */
export const mostOfTable = (size: number): number =>
  Math.max(Math.min(mostTimes * size, mostBytes), mostBytes / 16);

/** Counts the bytes that a compressed file unpacks to, and stops one that is made to fill disks. */
export class UnpackLimit {
  readonly #path: string;
  readonly most: number;
  /** Bytes that were passed on. */
  taken = 0;

  /**
   * @param path in the error
   * @param size of the compressed file in bytes
   * @param most default: 200 times the size, and 4 GB at most
   */
  constructor(path: string, size: number, most = Math.min(mostTimes * size, mostBytes)) {
    this.#path = path;
    this.most = most;
  }

  /** @throws UserError if these bytes are too many, which are then not to be passed on */
  take(bytes: number): void {
    if (this.taken + bytes > this.most) {
      const params = { path: this.#path, most: this.most };
      throw new UserError(message('file.unpacksTooFar', params));
    }
    this.taken += bytes;
  }
}
