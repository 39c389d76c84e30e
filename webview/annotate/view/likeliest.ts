import { h, setAttribute, setShown, setText } from '../../common/dom.ts';
import { nameWidths } from '../nameWidths.ts';
import { LabelButton } from './labelButton.ts';
import type { AcceptKey } from './labelButton.ts';
import type { SuggestedLabel } from '../../../src/protocol/annotate.ts';
import type { DrawnState } from '../drawnState.ts';

/** How many of the likeliest labels are shown, by available width. */
const MOST = 5;
const LEAST = 3;

export interface LikeliestDrawing {
  /** Most probable first; undefined if none may be shown. */
  readonly suggestion: readonly SuggestedLabel[] | undefined;
  /** The suggestion is based on the labels' descriptions alone. */
  readonly byWords: boolean;
  readonly chosen: readonly string[];
  readonly enabled: boolean;
  /** Gives the first label; with Shift, all labels that apply. */
  readonly acceptKey: AcceptKey;
}

/**
 * The most probable labels in a row above a long list, with the same keys as
 * in the list. The row keeps its height for records without a suggestion, so that the list does not move.
 */
export class Likeliest {
  readonly element: HTMLElement;
  readonly #none = h('p', { class: 'none' });
  readonly #buttons: LabelButton[];
  #indices: number[] = [];
  #names: readonly string[] = [];
  #named = '';
  /** Maximum height of the row at the current width, in pixels. */
  #height = 0;

  constructor(onLabel: (index: number, byPointer: boolean) => void) {
    this.#buttons = Array.from(
      { length: MOST },
      (_, at) =>
        new LabelButton((byPointer) => {
          const index = this.#indices[at];
          if (index !== undefined) onLabel(index, byPointer);
        }, 'likely'),
    );
    this.element = h(
      'div',
      { class: 'likeliest', role: 'group', hidden: true },
      ...this.#buttons.map(({ element }) => element),
      this.#none,
    );
    new ResizeObserver(() => this.#arrange()).observe(this.element);
  }

  draw(
    { labels, strings }: DrawnState,
    { suggestion, byWords, chosen, enabled, acceptKey }: LikeliestDrawing,
    shown: boolean,
  ): void {
    setShown(this.element, shown);
    setAttribute(this.element, 'aria-label', strings.likeliest);
    const likely = (suggestion ?? [])
      .map(({ label, p, applies = false }) => ({
        index: labels.findIndex(({ name }) => name === label),
        p,
        applies,
      }))
      .filter(({ index }) => index >= 0)
      .slice(0, MOST);
    this.#indices = likely.map(({ index }) => index);
    setText(this.#none, likely.length === 0 && enabled ? strings.noLikeliest : '');
    this.#buttons.forEach((button, at) => {
      const suggestion = likely[at];
      setShown(button.element, suggestion !== undefined);
      if (!suggestion) return;
      const label = labels[suggestion.index]!;
      button.draw(
        {
          label,
          p: suggestion.p,
          suggested: true,
          byWords,
          chosen: chosen.includes(label.name),
          enabled,
          applies: suggestion.applies,
          acceptKey: (acceptKey === 'Enter' ? at === 0 : suggestion.applies)
            ? acceptKey
            : undefined,
        },
        strings,
      );
    });
    if (!shown || likely.length === 0) return;
    this.#keepHeight();
    this.#names = labels.map(({ name }) => name);
    const named = this.#names.join('\n');
    if (named === this.#named) return;
    this.#named = named;
    this.#arrange();
  }

  /** As many columns as fit the longest name; in narrow panels two rows, or one column. */
  #arrange(): void {
    const { element } = this;
    const [first] = this.#buttons;
    const { clientWidth } = element;
    if (!first || clientWidth === 0 || first.element.offsetWidth === 0) return;
    const { word, few } = nameWidths(this.#names, first.font);
    const gap = parseFloat(getComputedStyle(element).columnGap) || 0;
    const least = first.frameWidth + Math.max(word, few);
    const fitting = Math.max(1, Math.floor((clientWidth + gap) / (least + gap)));
    const columns = Math.min(MOST, fitting);
    const count = columns === 2 ? 2 * columns : Math.max(LEAST, columns);
    element.style.setProperty('--columns', String(columns));
    element.style.removeProperty('min-height');
    this.#height = 0;
    this.#buttons.forEach(({ element: button }, at) =>
      button.classList.toggle('beyond', at >= count),
    );
    this.#keepHeight();
  }

  /** A row that is lower or empty must not move the list below. */
  #keepHeight(): void {
    const { height } = this.element.getBoundingClientRect();
    if (height <= this.#height) return;
    this.#height = height;
    this.element.style.setProperty('min-height', `${height}px`);
  }
}
