import { normaliseText } from '../record.ts';

/** Units of text offsets. */
export const offsetUnits = ['codepoint', 'utf16', 'byte'] as const;
export type OffsetUnit = (typeof offsetUnits)[number];

/** A part of a text, `[start, end)`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface MovedRange extends Range {
  /**
   * Whether an edge had no counterpart and was moved outwards; at trimmed blank ends, to the end of the
   * remaining text.
   */
  readonly moved: boolean;
}

/**
 * Maps offsets between two forms of a text (before and after normalisation, or in different units) by the
 * positions that both forms share. All offset conversion happens here.
 */
export class Alignment {
  /** Shared positions, ascending and parallel; undefined if all offsets are the same in both forms. */
  readonly #from: readonly number[] | undefined;
  readonly #to: readonly number[] | undefined;

  private constructor(from?: readonly number[], to?: readonly number[]) {
    this.#from = from;
    this.#to = to;
  }

  static readonly same = new Alignment();

  static of(from: readonly number[], to: readonly number[]): Alignment {
    return new Alignment(from, to);
  }

  /** The alignment from the other form to this one. */
  get reversed(): Alignment {
    return new Alignment(this.#to, this.#from);
  }

  /** The smallest range of the other form that covers a range. */
  map({ start, end }: Range): MovedRange {
    if (this.#from === undefined || this.#to === undefined) return { start, end, moved: false };
    const first = lastUpTo(this.#from, start);
    const upTo = lastUpTo(this.#from, end);
    const last = this.#from[upTo] === end ? upTo : Math.min(upTo + 1, this.#from.length - 1);
    const moved = this.#from[Math.max(first, 0)] !== start || this.#from[last] !== end;
    return { start: this.#to[Math.max(first, 0)]!, end: this.#to[last]!, moved };
  }
}

/** Index of the greatest value that is at most `value`; −1 if there is none. */
function lastUpTo(values: readonly number[], value: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * A character followed by everything that may compose with it or be reordered after it: marks, Hangul vowels
 * and finals, and a Kirat Rai vowel sign, the last two being letters. A test compares it with Unicode data.
 */
const composed = /.[\p{M}\u1160-\u11ff\ud7b0-\ud7ff\u{16d67}]*/gsu;
const blankRun = /[\s\u0085]+/g;

/** The alignment from a text to its normalised form (`normaliseText`), in UTF-16 units. */
export function toNormalised(text: string): Alignment {
  const normalised = normaliseText(text);
  if (normalised === text) return alignedPairs(text);
  const from: number[] = [];
  const to: number[] = [];
  const places = placesAfterCollapsing(text.normalize('NFC'));
  const keep = (raw: number, inNfc: number): void => {
    const place = places[inNfc]!;
    if (place < 0) return;
    from.push(raw);
    to.push(place);
  };
  for (const [raw, inNfc] of edgesOfNfc(text)) keep(raw, inNfc);
  // Both ends are shared, even if a blank at one of them composes with a mark.
  if (to[0] !== 0) {
    from.unshift(0);
    to.unshift(0);
  }
  if (to.at(-1) !== normalised.length) {
    from.push(text.length);
    to.push(normalised.length);
  }
  return Alignment.of(from, to);
}

/** Maps every offset to itself, except within surrogate pairs. */
function alignedPairs(text: string): Alignment {
  if (!/[\ud800-\udbff][\udc00-\udfff]/.test(text)) return Alignment.same;
  const edges = characterEdges(text);
  return Alignment.of(edges, edges);
}

function characterEdges(text: string): number[] {
  const edges = [0];
  for (const character of text) edges.push(edges.at(-1)! + character.length);
  return edges;
}

/** Positions that a text shares with its NFC form, ascending. */
function edgesOfNfc(text: string): [raw: number, nfc: number][] {
  const nfc = text.normalize('NFC');
  const pieces = nfc === text ? [text] : (text.match(composed) ?? []);
  const normal = pieces.map((piece) => piece.normalize('NFC'));
  // If a newer Unicode version composes across these pieces, only the ends are certain to be shared.
  if (normal.join('') !== nfc)
    return [
      [0, 0],
      [text.length, nfc.length],
    ];
  const edges: [number, number][] = [[0, 0]];
  let [raw, inNfc] = [0, 0];
  pieces.forEach((piece, i) => {
    if (normal[i] === piece) {
      for (const character of piece) {
        raw += character.length;
        inNfc += character.length;
        edges.push([raw, inNfc]);
      }
    } else {
      raw += piece.length;
      inNfc += normal[i]!.length;
      edges.push([raw, inNfc]);
    }
  });
  return edges;
}

/**
 * Maps each offset of an NFC text to its offset after blank runs are collapsed to one space and trimmed; −1
 * within a run.
 */
function placesAfterCollapsing(text: string): Int32Array {
  const places = new Int32Array(text.length + 1).fill(-1);
  let [from, place] = [0, 0];
  const copy = (to: number): void => {
    for (; from < to; from++) places[from] = place++;
  };
  for (const { 0: run, index } of text.matchAll(blankRun)) {
    copy(index);
    const end = index + run.length;
    // A leading run is mapped only at its end, a trailing run only at its start.
    if (index > 0) places[index] = place;
    if (index > 0 && end < text.length) place++;
    from = end;
  }
  if (from < text.length) {
    copy(text.length);
    places[text.length] = place;
  }
  return places;
}

/** The alignment from UTF-16 offsets of a text to offsets in another unit. */
export function toUnits(text: string, unit: OffsetUnit): Alignment {
  if (unit === 'utf16') return alignedPairs(text);
  const plain = unit === 'byte' ? /^[\0-\x7f]*$/ : /^[^\ud800-\udfff]*$/;
  if (plain.test(text)) return Alignment.same;
  const from = [0];
  const to = [0];
  for (const character of text) {
    from.push(from.at(-1)! + character.length);
    to.push(to.at(-1)! + (unit === 'byte' ? utf8Length(character) : 1));
  }
  return Alignment.of(from, to);
}

/** Bytes of a character in UTF-8; a lone surrogate is encoded as U+FFFD. */
function utf8Length(character: string): number {
  const code = character.codePointAt(0)!;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
