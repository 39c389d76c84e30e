import type { AnnotateState } from '../../../src/protocol/annotate.ts';
import { h, setAttribute } from '../../common/dom.ts';
import { columnsFor } from '../columns.ts';
import { LabelButton } from './labelButton.ts';

export interface AnswersDrawing {
  readonly suggestion: readonly { readonly label: string; readonly p: number }[] | undefined;
  /** Label name of the record's present answer. */
  readonly chosen: string | undefined;
  readonly enabled: boolean;
}

/** Least width of a label, in widths of the page's font size. */
const LEAST_WIDTH = 11;
/** From so many labels on they are drawn in less space. */
const MANY = 13;

/** All labels, each always in its own place. */
export class Answers {
  readonly element = h('div', { class: 'answers', role: 'group' });
  readonly #onLabel: (index: number, byPointer: boolean) => void;
  #buttons: LabelButton[] = [];

  constructor(onLabel: (index: number, byPointer: boolean) => void) {
    this.#onLabel = onLabel;
    new ResizeObserver(() => this.#arrange()).observe(this.element);
  }

  draw({ labels, strings }: AnnotateState, { suggestion, chosen, enabled }: AnswersDrawing): void {
    setAttribute(this.element, 'aria-label', strings.answers);
    if (this.#buttons.length !== labels.length) this.#make(labels.length);
    const probabilities = new Map(suggestion?.map(({ label, p }) => [label, p]));
    labels.forEach((label, i) =>
      this.#buttons[i]!.draw(
        {
          label,
          p: probabilities.get(label.name),
          suggested: suggestion !== undefined,
          chosen: label.name === chosen,
          enabled,
        },
        strings,
      ),
    );
  }

  flash(index: number): void {
    this.#buttons[index]?.flash();
  }

  #make(count: number): void {
    this.#buttons = Array.from(
      { length: count },
      (_, index) => new LabelButton((byPointer) => this.#onLabel(index, byPointer)),
    );
    this.element.classList.toggle('many', count >= MANY);
    this.element.replaceChildren(...this.#buttons.map(({ element }) => element));
    this.#arrange();
  }

  #arrange(): void {
    const { element } = this;
    const fontSize = parseFloat(getComputedStyle(element).fontSize) || 13;
    const columns = columnsFor(this.#buttons.length, element.clientWidth, LEAST_WIDTH * fontSize);
    element.style.setProperty('--columns', String(columns));
  }
}
