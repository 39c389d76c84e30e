import { NEWLINE } from './jsonBytes.ts';
import type { ByteSource } from './byteSource.ts';
import { linesAbove } from './columns.ts';
import { hasColumns, type PoolFormat } from './poolSpec.ts';
import { JsonLists } from './reading/jsonLists.ts';
import { decode } from './rowScanner.ts';

/** Start of the header or first row. */
export interface FirstRow {
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** 1-based. */
  readonly line: number;
}

/** Longer than any title. */
const titleBytes = 2 ** 16;

/**
 * Skips a byte order mark, the lines above the header, and whatever precedes a JSON list with a
 * path.
 */
export async function findFirstRow(
  source: ByteSource,
  format: PoolFormat,
  signal?: AbortSignal,
): Promise<FirstRow | undefined> {
  if (format.kind !== 'json' || format.path === undefined)
    return firstRowIn(await source.read(0, titleBytes), format);
  const finder = new ListStart(format.path, format.texts);
  for await (const block of source.stream(0, signal)) {
    const found = finder.feed(block);
    if (found) return found;
  }
  return undefined;
}

/**
 * As `findFirstRow`, within the first bytes of a file; undefined if a list with a path starts after
 * them.
 */
export function firstRowIn(head: Uint8Array, format: PoolFormat): FirstRow | undefined {
  if (format.kind === 'json' && format.path !== undefined)
    return new ListStart(format.path, format.texts).feed(head);
  let offset = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  if (!hasColumns(format)) return { offset, line: 1 };
  const end = head.indexOf(NEWLINE, offset);
  const first = decode(head.subarray(offset, end < 0 ? head.length : end));
  const above = linesAbove(format, first);
  for (let passed = 0; passed < above; passed++) {
    const newline = head.indexOf(NEWLINE, offset);
    offset = newline < 0 ? head.length : newline + 1;
  }
  return { offset, line: 1 + above };
}

class ListStart {
  readonly #lists: JsonLists;
  #start: number | undefined;
  #taken = 0;
  #line = 1;

  constructor(path: string, ofTexts = false) {
    this.#lists = new JsonLists((place) => {
      if (place.path === path) this.#start = place.start;
      return this.#start !== undefined;
    }, ofTexts);
  }

  feed(block: Uint8Array): FirstRow | undefined {
    this.#lists.feed(block);
    const end = this.#start === undefined ? block.length : this.#start - this.#taken;
    for (let at = block.indexOf(NEWLINE); at >= 0 && at < end; at = block.indexOf(NEWLINE, at + 1))
      this.#line++;
    this.#taken += block.length;
    return this.#start === undefined ? undefined : { offset: this.#start, line: this.#line };
  }
}
