import { looksOf, type KeptLooks, type LabelLook } from '../../core/labelSet/looks.ts';
import { labelColors, type Label, type LabelColor } from '../../core/labels.ts';
import type { StoredAnswer } from '../../core/store/store.ts';

/** How a record is marked on the overview ruler: by its label's colour, or by what became of it instead. */
export type RulerMark = LabelColor | 'skipped' | 'flagged';

/** How it is marked in the gutter, where labels of one colour differ: "charts.blue", "charts.blue/1" … */
export type GutterMark = RulerMark | `${LabelColor}/${number}`;

export const marks: readonly RulerMark[] = [...labelColors, 'skipped', 'flagged'];

/** Lines of one mark; both ends belong to it, and count from 0. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** Which mark an answer makes; undefined for none. A label that the project has no more makes none. */
export function markFor(
  labels: readonly Label[],
  kept?: KeptLooks,
): (answer: StoredAnswer | undefined) => GutterMark | undefined {
  const looks = looksOf(labels, kept);
  const markOf = new Map(labels.map(({ name }, i) => [name, gutterMark(looks[i]!)]));
  return (answer) => {
    const mark = answer?.label === undefined ? undefined : markOf.get(answer.label);
    if (mark !== undefined) return mark;
    if (answer?.flagged) return 'flagged';
    return answer?.kind === 'skip' ? 'skipped' : undefined;
  };
}

function gutterMark({ color, variant }: LabelLook): GutterMark {
  return variant === 0 ? color : `${color}/${variant}`;
}

/** The look of the label that a mark stands for. */
export function shadeIn(mark: Exclude<GutterMark, 'skipped' | 'flagged'>): {
  readonly color: LabelColor;
  readonly variant: number;
} {
  const [color, variant = '0'] = mark.split('/') as [LabelColor, string?];
  return { color, variant: Number(variant) };
}

/** The mark of the overview ruler for one of the gutter. */
export function rulerMark(mark: GutterMark): RulerMark {
  return mark === 'skipped' || mark === 'flagged' ? mark : shadeIn(mark).color;
}

/** An overview ruler is no taller than this many pixels: more ranges could not be told apart. */
const maxRanges = 1000;

/** Collects the lines of each mark for an overview, neighbours on the ruler drawn as one. */
export class Overview {
  readonly #ranges = new Map<RulerMark, { first: number; last: number }[]>();
  readonly #gap: number;

  /** @param lineCount of the whole text */
  constructor(lineCount: number) {
    this.#gap = Math.ceil(lineCount / maxRanges);
  }

  /** To be called in the order of lines. */
  add(mark: RulerMark, { first, last }: LineRange): void {
    const ranges = this.#ranges.get(mark);
    const latest = ranges?.at(-1);
    if (!ranges) this.#ranges.set(mark, [{ first, last }]);
    else if (first - latest!.last <= this.#gap) latest!.last = last;
    else ranges.push({ first, last });
  }

  of(mark: RulerMark): readonly LineRange[] {
    return this.#ranges.get(mark) ?? [];
  }
}
