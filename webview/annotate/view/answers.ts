import type { AnnotateState, LabelView } from '../../../src/protocol/annotate.ts';
import { h, setAttribute } from '../../common/dom.ts';
import { columnsFor } from '../columns.ts';
import { groupsOf } from '../labelOrder.ts';
import { LabelButton } from './labelButton.ts';

export interface AnswersDrawing {
  readonly suggestion: readonly { readonly label: string; readonly p: number }[] | undefined;
  /** Label name of the record's present answer. */
  readonly chosen: string | undefined;
  readonly enabled: boolean;
}

/** Width of a label, in the page's font size: at least this, and at most this for the sake of a long name. */
const LEAST_WIDTH = 11;
const MOST_WIDTH = 14;
/** From so many labels on they are drawn in less space. */
const MANY = 11;
/** From so many on colours come again, and shapes tell them apart. */
const MARKED = 7;

/** All labels, each always in its own place. */
export class Answers {
  readonly element = h('div', { class: 'answers', role: 'group' });
  readonly #onLabel: (index: number, byPointer: boolean) => void;
  #buttons: LabelButton[] = [];
  /** What the buttons stand for, and where. */
  #arranged = '';

  constructor(onLabel: (index: number, byPointer: boolean) => void) {
    this.#onLabel = onLabel;
    new ResizeObserver(() => this.#arrange()).observe(this.element);
  }

  draw({ labels, strings }: AnnotateState, { suggestion, chosen, enabled }: AnswersDrawing): void {
    setAttribute(this.element, 'aria-label', strings.answers);
    this.#make(labels, strings.otherLabels);
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
    this.#arrange();
  }

  #arrange(): void {
    const { element } = this;
    const fontSize = parseFloat(getComputedStyle(element).fontSize) || 13;
    // A long name may take more lines than one, so it need not have all that it wants.
    const wanted = Math.min(MOST_WIDTH * fontSize, this.#widest());
    const least = Math.max(LEAST_WIDTH * fontSize, wanted);
    const columns = columnsFor(this.#buttons.length, element.clientWidth, least);
    element.style.setProperty('--columns', String(columns));
  }

  /** Pixels that the widest label would take in one line. */
  #widest(): number {
    this.element.classList.add('measured');
    const { offsetWidth = 0 } = this.#buttons[0]?.element ?? {};
    this.element.classList.remove('measured');
    return offsetWidth;
  }
}
