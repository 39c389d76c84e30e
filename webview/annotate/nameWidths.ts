import { nameParts } from '../common/labelName.ts';

/** Pixels that names take, the widest of all. */
export interface NameWidths {
  /** In one line. */
  readonly line: number;
  /** With no word broken. */
  readonly word: number;
  /** In a few lines, where words are not broken. */
  readonly few: number;
}

/** A name takes so many lines at most, where there is room for it to be that wide. */
const FEW = 3;

let ruler: CanvasRenderingContext2D | undefined;

/** @param font as canvas takes it */
export function nameWidths(names: readonly string[], font: string): NameWidths {
  ruler ??= document.createElement('canvas').getContext('2d')!;
  ruler.font = font;
  let [line, word] = [0, 0];
  for (const name of names) {
    line = Math.max(line, ruler.measureText(name).width);
    for (const part of nameParts(name).flatMap((piece) => piece.split(/\s+/))) {
      word = Math.max(word, ruler.measureText(part).width);
    }
  }
  // Lines are not filled to their ends, and widths are rounded.
  const few = Math.min(line, line / FEW + word / 2);
  return { line: Math.ceil(line) + 1, word: Math.ceil(word) + 1, few: Math.ceil(few) + 1 };
}
