import type { LabelView } from '../../../src/protocol/annotate.ts';
import { applyStyle } from '../../common/color.ts';
import { button, h, setAttribute, setShown, setText } from '../../common/dom.ts';
import { formatShare } from '../../common/format.ts';
import { icon } from '../../common/icons.ts';
import { setName } from '../../common/labelName.ts';
import { shownSuggestion } from '../suggestion.ts';
import type { SessionView } from '../sessionView.ts';

/** Replaces the labels during a pass: one label, and whether it applies. */
export class PassPane {
  readonly element: HTMLElement;
  readonly #question = h('p', { class: 'question' });
  readonly #label = h('p', { class: 'asked-label' });
  readonly #name = h('span', { class: 'name', dir: 'auto' });
  readonly #p = h('span', { class: 'p' });
  readonly #description = h('p', { class: 'description', dir: 'auto' });
  readonly #yes: Verdict;
  readonly #no: Verdict;

  constructor(judge: (yes: boolean, byPointer: boolean) => void) {
    this.#yes = new Verdict('1', (byPointer) => judge(true, byPointer));
    this.#no = new Verdict('2', (byPointer) => judge(false, byPointer));
    this.#label.append(h('span', { class: 'mark', 'aria-hidden': 'true' }), this.#name, this.#p);
    this.element = h(
      'div',
      { class: 'pass', role: 'group', hidden: true },
      this.#question,
      this.#label,
      this.#description,
      h('div', { class: 'verdicts' }, this.#yes.element, this.#no.element),
    );
  }

  draw(view: SessionView): void {
    const { state, pad } = view;
    const { pass, strings } = state;
    setShown(this.element, pass !== undefined);
    if (!pass) return;
    const { multiLabel } = strings;
    const label = state.labels.find(({ name }) => name === pass.label);
    setAttribute(this.element, 'aria-label', `${multiLabel.doesItApply} ${pass.label}`);
    setText(this.#question, multiLabel.doesItApply);
    if (label) applyStyle(this.#label, label);
    setName(this.#name, pass.label);
    const p = shownSuggestion(view)?.find((suggestion) => suggestion.label === pass.label)?.p;
    setText(this.#p, p === undefined ? '' : formatShare(p));
    setText(this.#description, label?.description ?? '');
    const given = givenIn(view, pass.label);
    this.#yes.draw(multiLabel.yes, given === true, pad.canAnswer, label);
    this.#no.draw(multiLabel.no, given === false, pad.canAnswer, undefined);
  }

  flash(yes: boolean): void {
    (yes ? this.#yes : this.#no).flash();
  }
}

class Verdict {
  readonly element: HTMLButtonElement;
  readonly #text = h('span', { class: 'name' });

  constructor(key: string, onClick: (byPointer: boolean) => void) {
    this.element = button(
      { class: 'verdict', 'aria-keyshortcuts': key },
      (byPointer) => {
        if (this.element.getAttribute('aria-disabled') !== 'true') onClick(byPointer);
      },
      h('kbd', { 'aria-hidden': 'true' }, key),
      this.#text,
      icon('check'),
    );
  }

  draw(text: string, given: boolean, enabled: boolean, label: LabelView | undefined): void {
    if (label) applyStyle(this.element, label);
    else this.element.style.setProperty('--label', 'var(--mg-quiet)');
    setText(this.#text, text);
    setAttribute(this.element, 'aria-pressed', String(given));
    setAttribute(this.element, 'aria-disabled', enabled ? undefined : 'true');
  }

  flash(): void {
    const color = getComputedStyle(this.element).getPropertyValue('--flash').trim();
    const frames = [{ backgroundColor: color || 'currentColor' }, {}];
    this.element.animate(frames, { duration: 260, easing: 'ease-out' });
  }
}

/** The current judgement of a label; undefined if it was not judged. */
function givenIn({ looking, record }: SessionView, label: string): boolean | undefined {
  if (!looking) {
    if (record?.judged?.yes.includes(label)) return true;
    return record?.judged?.no.includes(label) ? false : undefined;
  }
  const { labels } = looking.row;
  if (labels?.yes.includes(label)) return true;
  // Earlier answers give only the number of labels that do not apply.
  return labels?.unknown === 0 ? false : undefined;
}
