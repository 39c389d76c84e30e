/** A place in a text as editors count it, from 0. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

/** The offsets, in UTF-16 units, at which the lines of a text begin. */
export function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

/** The place of an offset, given where the lines begin. */
export function placeOf(offset: number, starts: readonly number[]): Place {
  let line = 0;
  for (let high = starts.length - 1; line < high;) {
    const middle = (line + high + 1) >> 1;
    if (starts[middle]! <= offset) line = middle;
    else high = middle - 1;
  }
  return { line, character: offset - starts[line]! };
}
