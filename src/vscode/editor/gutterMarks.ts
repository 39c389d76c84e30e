import { stylesOf, type StoredStyles, type LabelStyle } from '../../core/labelSet/labelStyles.ts';
import { labelColors, type Label, type LabelColor } from '../../core/labels.ts';
import { labelsOf } from '../../core/store/labelsOf.ts';
import type { StoredAnswer } from '../../core/store/store.ts';

/** The mark of a record on the overview ruler: its label's colour, or its state. */
export type RulerMark = LabelColor | StateMark;

/** The mark of a record without a label; `none`: it was judged, and no label applies. */
export const stateMarks = ['none', 'skipped', 'flagged'] as const;
export type StateMark = (typeof stateMarks)[number];

/**
 * The mark in the gutter, which also distinguishes labels of one colour: "charts.blue",
 * "charts.blue/1" …
 */
export type GutterMark = RulerMark | `${LabelColor}/${number}`;

export const marks: readonly RulerMark[] = [...labelColors, ...stateMarks];

/** Consecutive lines with one mark; 0-based, inclusive. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The mark for an answer: for a label set, that of its first label in the project's order, or `none` if it is
 * empty; undefined if the project has none of its labels.
 */
export function markFor(
  labels: readonly Label[],
  storedStyles?: StoredStyles,
): (answer: StoredAnswer | undefined) => GutterMark | undefined {
  const styles = stylesOf(labels, storedStyles);
  const markOf = new Map(labels.map(({ name }, i) => [name, gutterMark(styles[i]!)]));
  return (answer) => {
    const carried = new Set(answer && labelsOf(answer));
    const first = labels.find(({ name }) => carried.has(name));
    if (first) return markOf.get(first.name);
    if (answer?.kind === 'labels' && carried.size === 0) return 'none';
    if (answer?.flagged) return 'flagged';
    return answer?.kind === 'skip' ? 'skipped' : undefined;
  };
}

function gutterMark({ color, variant }: LabelStyle): GutterMark {
  return variant === 0 ? color : `${color}/${variant}`;
}

/** The colour and variant of a label's mark. */
export function shadeIn(mark: Exclude<GutterMark, StateMark>): {
  readonly color: LabelColor;
  readonly variant: number;
} {
  const [color, variant = '0'] = mark.split('/') as [LabelColor, string?];
  return { color, variant: Number(variant) };
}

/** The overview ruler's mark for a gutter mark. */
export function rulerMark(mark: GutterMark): RulerMark {
  return isState(mark) ? mark : shadeIn(mark).color;
}

export function isState(mark: GutterMark): mark is StateMark {
  return stateMarks.some((state) => state === mark);
}

/** More ranges than an overview ruler has pixels could not be distinguished. */
const maxRanges = 1000;

/**
 * Collects the lines of each mark for the overview ruler and joins ranges that are adjacent there.
 */
export class Overview {
  readonly #ranges = new Map<RulerMark, { first: number; last: number }[]>();
  readonly #gap: number;

  /** @param lineCount lines of the whole document */
  constructor(lineCount: number) {
    this.#gap = Math.ceil(lineCount / maxRanges);
  }

  /** Call in line order. */
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
