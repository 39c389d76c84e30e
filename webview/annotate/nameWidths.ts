import { nameParts } from '../common/labelName.ts';

/** Widths of the widest name, in pixels. */
export interface NameWidths {
  /** On one line. */
  readonly line: number;
  /** Without breaking a word. */
  readonly word: number;
  /** On a few lines, without breaking words. */
  readonly few: number;
}

/** Maximum lines of a name if the layout allows the width. */
const FEW = 3;

let ruler: CanvasRenderingContext2D | undefined;

/** @param font in the syntax of canvas */
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
  // Leaves room for ragged lines and rounding.
  const few = Math.min(line, line / FEW + word / 2);
  return { line: Math.ceil(line) + 1, word: Math.ceil(word) + 1, few: Math.ceil(few) + 1 };
}
