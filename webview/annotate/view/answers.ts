import type { LabelView, SuggestedLabel } from '../../../src/protocol/annotate.ts';
import { h, setAttribute } from '../../common/dom.ts';
import { columnsFor } from '../columns.ts';
import { groupsOf } from '../labelOrder.ts';
import { nameWidths } from '../nameWidths.ts';
import { withPrefixGroups } from '../prefixGroups.ts';
import { LabelButton } from './labelButton.ts';
import type { DrawnState } from '../drawnState.ts';

export interface AnswersDrawing {
  readonly suggestion: readonly SuggestedLabel[] | undefined;
  /** The suggestion is based on the labels' descriptions alone. */
  readonly byWords: boolean;
  /** Labels of the record's current answer, or the marked ones. */
  readonly chosen: readonly string[];
  readonly enabled: boolean;
  /** Grouped by the first word of names, if the project defines no groups. */
  readonly grouped: boolean;
}

/** Minimum width of a label, and maximum for a long name, in units of the page's font size. */
const LEAST_WIDTH = 11;
const MOST_WIDTH = 14;
/** With many labels, probabilities that round to zero are not shown. */
const LEAST_SHOWN = 0.005;
/** The layout is compact from this many labels. */
const MANY = 11;
/** Colours repeat from this many labels, and shapes distinguish them. */
const MARKED = 7;

/** All labels, each in a fixed place. */
export class Answers {
  readonly element = h('div', { class: 'answers', role: 'group' });
  readonly #onLabel: (index: number, byPointer: boolean) => void;
  #buttons: LabelButton[] = [];
  /** The labels and positions that the buttons were built for. */
  #arranged = '';
  #labels: readonly LabelView[] = [];
  /** The names that the width was computed for. */
  #named = '';

  constructor(onLabel: (index: number, byPointer: boolean) => void) {
    this.#onLabel = onLabel;
    new ResizeObserver(() => this.#arrange()).observe(this.element);
  }

  draw(
    { labels, strings }: DrawnState,
    { suggestion, byWords, chosen, enabled, grouped }: AnswersDrawing,
  ): void {
    setAttribute(this.element, 'aria-label', strings.answers);
    this.#make(grouped ? withPrefixGroups(labels) : labels, strings.otherLabels);
    const shown = suggestion?.filter(({ p }) => labels.length < MANY || p >= LEAST_SHOWN) ?? [];
    const applying = new Set(
      suggestion?.filter(({ applies }) => applies).map(({ label }) => label),
    );
    const probabilities = new Map(shown.map(({ label, p }) => [label, p]));
    labels.forEach((label, i) =>
      this.#buttons[i]!.draw(
        {
          label,
          p: probabilities.get(label.name),
          suggested: suggestion !== undefined,
          byWords,
          chosen: chosen.includes(label.name),
          enabled,
          applies: applying.has(label.name),
        },
        strings,
      ),
    );
    const named = JSON.stringify(labels.map(({ name, key }) => [name, key === undefined]));
    if (named === this.#named) return;
    this.#named = named;
    this.#labels = labels;
    this.#arrange();
  }

  flash(index: number): void {
    this.#buttons[index]?.flash();
  }

  #make(labels: readonly LabelView[], otherLabels: string): void {
    const written = JSON.stringify(labels.map(({ group }) => group ?? null));
    if (written === this.#arranged) return;
    this.#arranged = written;
    this.#buttons = labels.map(
      (_, index) => new LabelButton((byPointer) => this.#onLabel(index, byPointer)),
    );
    this.element.classList.toggle('many', labels.length >= MANY);
    this.element.classList.toggle('marked', labels.length >= MARKED);
    const groups = groupsOf(labels);
    this.element.replaceChildren(
      ...groups.flatMap(({ name, labels: placed }, i): HTMLElement[] => {
        const buttons = placed.map(({ index }) => this.#buttons[index]!.element);
        if (name === undefined && groups.length === 1) return buttons;
        const id = `label-group-${i}`;
        const heading = h('h2', { id, dir: 'auto' }, name ?? otherLabels);
        return [
          h('div', { class: 'group', role: 'group', 'aria-labelledby': id }, heading, ...buttons),
        ];
      }),
    );
    this.#named = '';
  }

  #arrange(): void {
    const { element } = this;
    const first = this.#buttons[0];
    if (!first || element.clientWidth === 0) return;
    const style = getComputedStyle(element);
    const fontSize = parseFloat(style.fontSize) || 13;
    const { line, word, few } = nameWidths(
      this.#labels.map(({ name }) => name),
      first.font,
    );
    const frame = Math.max(...this.#buttons.map(({ frameWidth }) => frameWidth));
    // Long names may wrap, so they need not get their full width, but no word is broken.
    const name = Math.max(word, few, Math.min(MOST_WIDTH * fontSize - frame, line));
    const least = Math.max(LEAST_WIDTH * fontSize, frame + name);
    const width =
      element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const gap = parseFloat(style.columnGap) || 0;
    const columns = columnsFor(this.#buttons.length, width, least, gap);
    element.style.setProperty('--columns', String(columns));
  }
}
