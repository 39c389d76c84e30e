/** A 0-based line and column. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

/** Offsets, in UTF-16 code units, of the starts of all lines. */
export function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

/** Converts an offset to a place. */
export function placeOf(offset: number, starts: readonly number[]): Place {
  let line = 0;
  for (let high = starts.length - 1; line < high;) {
    const middle = (line + high + 1) >> 1;
    if (starts[middle]! <= offset) line = middle;
    else high = middle - 1;
  }
  return { line, character: offset - starts[line]! };
}
