import {
  BACKSLASH,
  CLOSE,
  CLOSE_LIST,
  COLON,
  COMMA,
  OPEN,
  OPEN_LIST,
  QUOTE,
} from '../jsonBytes.ts';

interface Frame {
  readonly list: boolean;
  key: string;
  /** One past the list's opening bracket. */
  readonly start: number;
  elements: number;
}

/** A list of objects inside an object. */
export interface ListPlace {
  /** The keys that lead to it, joined by dots. */
  readonly path: string;
  /** One past its opening bracket, in bytes from the start of the search. */
  readonly start: number;
}

const decoder = new TextDecoder();

/**
 * Finds lists of objects, and optionally of texts, in one JSON object that arrives in blocks:
 * `{"data": [{…}, …]}`.
 */
export class JsonLists {
  readonly #onList: (place: ListPlace) => boolean;
  readonly #ofTexts: boolean;
  readonly #frames: Frame[] = [];
  #base = 0;
  #inString = false;
  #escaped = false;
  #name: number[] | undefined;
  #keyDue = false;
  #stopped = false;

  /**
   * @param onList called at the first object of each list; returns whether to stop
   * @param ofTexts whether to call it at a list's first element that is a text, too
   */
  constructor(onList: (place: ListPlace) => boolean, ofTexts = false) {
    this.#onList = onList;
    this.#ofTexts = ofTexts;
  }

  /** @returns whether `onList` asked to stop */
  feed(block: Uint8Array): boolean {
    for (let at = 0; at < block.length && !this.#stopped; at++) this.#take(block[at]!, at);
    this.#base += block.length;
    return this.#stopped;
  }

  #take(byte: number, at: number): void {
    if (this.#inString) return this.#takeInString(byte);
    const frame = this.#frames.at(-1);
    switch (byte) {
      case QUOTE:
        if (this.#ofTexts && frame?.list && frame.elements === 0) this.#report(frame);
        this.#inString = true;
        this.#name = this.#keyDue ? [] : undefined;
        return;
      case OPEN:
      case OPEN_LIST:
        if (byte === OPEN && frame?.list && frame.elements === 0) this.#report(frame);
        this.#frames.push({
          list: byte === OPEN_LIST,
          key: '',
          start: this.#base + at + 1,
          elements: 0,
        });
        this.#keyDue = byte === OPEN;
        return;
      case CLOSE:
      case CLOSE_LIST:
        this.#frames.pop();
        this.#keyDue = false;
        return;
      case COMMA:
        if (frame) frame.elements++;
        this.#keyDue = frame?.list === false;
        return;
      case COLON:
        this.#keyDue = false;
    }
  }

  #takeInString(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) {
      this.#inString = false;
      const frame = this.#frames.at(-1);
      if (this.#name && frame) frame.key = keyOf(this.#name);
      this.#name = undefined;
      return;
    }
    this.#name?.push(byte);
  }

  #report(frame: Frame): void {
    const parents = this.#frames.slice(0, -1);
    if (parents.length === 0 || parents.some(({ list }) => list)) return;
    const path = parents.map(({ key }) => key).join('.');
    this.#stopped = this.#onList({ path, start: frame.start });
  }
}

function keyOf(bytes: readonly number[]): string {
  const raw = decoder.decode(Uint8Array.from(bytes));
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw;
  }
}
