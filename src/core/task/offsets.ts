import { normaliseText } from '../record.ts';

/** What offsets count. */
export const offsetUnits = ['codepoint', 'utf16', 'byte'] as const;
export type OffsetUnit = (typeof offsetUnits)[number];

/** A part of a text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface MovedRange extends Range {
  /** An edge had no counterpart and was moved outward; at blank ends of a text, to the end of what is left. */
  readonly moved: boolean;
}

/**
 * Places of one text that are places of another form of it too: before and after normalisation, or counted in
 * other units. This is the only place where offsets are turned into others.
 */
export class Alignment {
  /** Ascending and parallel; undefined where every offset is the same in both. */
  readonly #here: readonly number[] | undefined;
  readonly #there: readonly number[] | undefined;

  private constructor(here?: readonly number[], there?: readonly number[]) {
    this.#here = here;
    this.#there = there;
  }

  static readonly same = new Alignment();

  static of(here: readonly number[], there: readonly number[]): Alignment {
    return new Alignment(here, there);
  }

  /** From the other form to this one. */
  get reversed(): Alignment {
    return new Alignment(this.#there, this.#here);
  }

  /** The smallest part of the other form that holds the whole of a range. */
  map({ start, end }: Range): MovedRange {
    if (this.#here === undefined || this.#there === undefined) return { start, end, moved: false };
    const first = lastUpTo(this.#here, start);
    const upTo = lastUpTo(this.#here, end);
    const last = this.#here[upTo] === end ? upTo : Math.min(upTo + 1, this.#here.length - 1);
    const moved = this.#here[Math.max(first, 0)] !== start || this.#here[last] !== end;
    return { start: this.#there[Math.max(first, 0)]!, end: this.#there[last]!, moved };
  }
}

/** Index of the greatest value that is not above `value`; −1 where there is none. */
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
 * A character with everything that may be composed with it or change places behind it: marks, the vowels and
 * finals of Hangul, and a vowel sign of Kirat Rai, which are letters. A test compares it with Unicode's data.
 */
const composed = /.[\p{M}\u1160-\u11ff\ud7b0-\ud7ff\u{16d67}]*/gsu;
const blankRun = /[\s\u0085]+/g;

/** From a text to its normalised form (`normaliseText`), in UTF-16 units. */
export function toNormalised(text: string): Alignment {
  const normalised = normaliseText(text);
  if (normalised === text) return alignedPairs(text);
  const here: number[] = [];
  const there: number[] = [];
  const places = placesAfterCollapsing(text.normalize('NFC'));
  const keep = (raw: number, inNfc: number): void => {
    const place = places[inNfc]!;
    if (place < 0) return;
    here.push(raw);
    there.push(place);
  };
  for (const [raw, inNfc] of edgesOfNfc(text)) keep(raw, inNfc);
  // The ends belong to both, also where a blank at one of them is composed with a mark.
  if (there[0] !== 0) {
    here.unshift(0);
    there.unshift(0);
  }
  if (there.at(-1) !== normalised.length) {
    here.push(text.length);
    there.push(normalised.length);
  }
  return Alignment.of(here, there);
}

/** The same offsets, but not within surrogate pairs. */
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

/** Places that a text has in common with its composed form (NFC), ascending. */
function edgesOfNfc(text: string): [raw: number, nfc: number][] {
  const nfc = text.normalize('NFC');
  const pieces = nfc === text ? [text] : (text.match(composed) ?? []);
  const normal = pieces.map((piece) => piece.normalize('NFC'));
  // Where a later version of Unicode composes what is taken apart here, only the ends are sure.
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

/** For each offset of a composed text its place when blank runs are one space and those at the ends are gone; −1 within them. */
function placesAfterCollapsing(text: string): Int32Array {
  const places = new Int32Array(text.length + 1).fill(-1);
  let [from, place] = [0, 0];
  const copy = (to: number): void => {
    for (; from < to; from++) places[from] = place++;
  };
  for (const { 0: run, index } of text.matchAll(blankRun)) {
    copy(index);
    const end = index + run.length;
    // Of a run at the beginning only its end is a place, of one at the end only its beginning.
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

/** From UTF-16 units of a text to other units of the same text. */
export function toUnits(text: string, unit: OffsetUnit): Alignment {
  if (unit === 'utf16') return alignedPairs(text);
  const plain = unit === 'byte' ? /^[\0-\x7f]*$/ : /^[^\ud800-\udfff]*$/;
  if (plain.test(text)) return Alignment.same;
  const here = [0];
  const there = [0];
  for (const character of text) {
    here.push(here.at(-1)! + character.length);
    there.push(there.at(-1)! + (unit === 'byte' ? utf8Length(character) : 1));
  }
  return Alignment.of(here, there);
}

/** Bytes of a character in UTF-8; a lone surrogate is written as U+FFFD. */
function utf8Length(character: string): number {
  const code = character.codePointAt(0)!;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
