import { looksOf, type KeptLooks } from '../../core/labelSet/looks.ts';
import { labelColors, type Label, type LabelColor } from '../../core/labels.ts';
import type { StoredAnswer } from '../../core/store/store.ts';

/** How a record is marked in the margin: by its label's colour, or by what became of it instead. */
export type Mark = LabelColor | 'skipped' | 'flagged';

export const marks: readonly Mark[] = [...labelColors, 'skipped', 'flagged'];

/** Lines of one mark; both ends belong to it, and count from 0. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** Which mark an answer makes; undefined for none. A label that the project has no more makes none. */
export function marking(
  labels: readonly Label[],
  kept?: KeptLooks,
): (answer: StoredAnswer | undefined) => Mark | undefined {
  const looks = looksOf(labels, kept);
  const colorOf = new Map(labels.map(({ name }, i) => [name, looks[i]!.color]));
  return (answer) => {
    const color = answer?.label === undefined ? undefined : colorOf.get(answer.label);
    if (color !== undefined) return color;
    if (answer?.flagged) return 'flagged';
    return answer?.kind === 'skip' ? 'skipped' : undefined;
  };
}

/** An overview ruler is no taller than this many pixels: more ranges could not be told apart. */
const mostRanges = 1000;

/** Collects the lines of each mark for an overview, neighbours on the ruler drawn as one. */
export class Overview {
  readonly #ranges = new Map<Mark, { first: number; last: number }[]>();
  readonly #gap: number;

  /** @param lineCount of the whole text */
  constructor(lineCount: number) {
    this.#gap = Math.ceil(lineCount / mostRanges);
  }

  /** To be called in the order of lines. */
  add(mark: Mark, { first, last }: LineRange): void {
    const ranges = this.#ranges.get(mark);
    const latest = ranges?.at(-1);
    if (!ranges) this.#ranges.set(mark, [{ first, last }]);
    else if (first - latest!.last <= this.#gap) latest!.last = last;
    else ranges.push({ first, last });
  }

  of(mark: Mark): readonly LineRange[] {
    return this.#ranges.get(mark) ?? [];
  }
}
