import type { LabelView } from '../../../src/protocol/annotate.ts';
import { applyStyle } from '../../common/color.ts';
import { button, h, setAttribute, setShown } from '../../common/dom.ts';
import { icon } from '../../common/icons.ts';
import { fillPlaceholders } from '../judged.ts';
import type { DrawnState } from '../drawnState.ts';

/** The marked labels of a long list, visible at any scroll position. A click removes a mark. */
export class MarkedChips {
  readonly element = h('span', { class: 'chips', role: 'group', hidden: true });
  readonly #onLabel: (index: number) => void;
  #drawn = '';

  constructor(onLabel: (index: number) => void) {
    this.#onLabel = onLabel;
  }

  /** @param marked in the order in which they were marked */
  draw({ labels, strings }: DrawnState, marked: readonly string[], enabled: boolean): void {
    setShown(this.element, marked.length > 0);
    setAttribute(this.element, 'aria-label', strings.multiLabel.markedLabels);
    const written = JSON.stringify([marked, enabled, labels]);
    if (written === this.#drawn) return;
    this.#drawn = written;
    const chips = marked.flatMap((name) => {
      const index = labels.findIndex((label) => label.name === name);
      const label = labels[index];
      return label ? [this.#chip(label, index, enabled, strings.multiLabel.removeMark)] : [];
    });
    this.element.replaceChildren(...chips);
  }

  #chip(label: LabelView, index: number, enabled: boolean, removeMark: string): HTMLElement {
    const remove = fillPlaceholders(removeMark, label.name);
    const chip = button(
      {
        class: 'chip',
        title: remove,
        'aria-label': remove,
        'aria-disabled': enabled ? undefined : 'true',
      },
      () => {
        if (enabled) this.#onLabel(index);
      },
      h('span', { class: 'mark', 'aria-hidden': 'true' }),
      h('span', { class: 'name', dir: 'auto' }, label.name),
      icon('close'),
    );
    applyStyle(chip, label);
    return chip;
  }
}
