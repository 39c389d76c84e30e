import type { AnnotateStrings, LabelView } from '../../../src/protocol/annotate.ts';
import { showLook } from '../../common/color.ts';
import { button, h, setAttribute, setShown, setText } from '../../common/dom.ts';
import { formatShare, spokenShare } from '../../common/format.ts';
import { icon } from '../../common/icons.ts';
import { setName } from '../../common/labelName.ts';

export interface LabelDrawing {
  readonly label: LabelView;
  /** The head's probability, where it is shown. */
  readonly p: number | undefined;
  /** Other labels show a probability, so this one says why it does not. */
  readonly suggested: boolean;
  /** The probability rests on the labels' words alone. */
  readonly byWords: boolean;
  /** The record's present answer. */
  readonly chosen: boolean;
  readonly enabled: boolean;
  /** Enter gives it. */
  readonly accepted?: boolean;
}

/** One of the answers: its key, its name, and how probable the head thinks it. Nothing in it ever moves. */
export class LabelButton {
  readonly element: HTMLButtonElement;
  readonly #mark = h('span', { class: 'mark', 'aria-hidden': 'true' });
  readonly #key = h('kbd', { 'aria-hidden': 'true' });
  readonly #enter = h('kbd', { class: 'enter', 'aria-hidden': 'true', hidden: true });
  readonly #name = h('span', { class: 'name', dir: 'auto' });
  readonly #chosen = icon('check');
  readonly #p = h('span', { class: 'p', 'aria-hidden': 'true' });
  readonly #spoken = h('span', { class: 'spoken' });
  readonly #bar = h('span', { class: 'bar' });

  /** @param kind its class: a label of the list, or one of those put first */
  constructor(onClick: (byPointer: boolean) => void, kind: 'label' | 'likely' = 'label') {
    this.element = button(
      { class: kind },
      (byPointer) => {
        if (this.element.getAttribute('aria-disabled') !== 'true') onClick(byPointer);
      },
      this.#mark,
      this.#enter,
      this.#key,
      this.#name,
      this.#chosen,
      this.#p,
      this.#spoken,
      h('span', { class: 'track', 'aria-hidden': 'true' }, this.#bar),
    );
  }

  /** Pixels that the name does not have of the width: key, probability, padding. */
  get frameWidth(): number {
    return this.element.offsetWidth - this.#name.offsetWidth;
  }

  /** As canvas takes it. */
  get font(): string {
    return getComputedStyle(this.#name).font;
  }

  draw(
    { label, p, suggested, byWords, chosen, enabled, accepted }: LabelDrawing,
    strings: AnnotateStrings,
  ): void {
    const { element } = this;
    showLook(element, label);
    setText(this.#key, label.key?.toUpperCase() ?? '');
    setShown(this.#key, label.key !== undefined);
    setText(this.#enter, accepted ? '⏎' : '');
    setShown(this.#enter, accepted ?? false);
    setName(this.#name, label.name);
    const known = byWords || label.learnt || label.described === true;
    const unknown = suggested && p === undefined && !known;
    setText(this.#p, p === undefined ? (unknown ? '–' : '') : formatShare(p));
    element.classList.toggle('suggested', suggested);
    this.#bar.style.setProperty('transform', `scaleX(${(p ?? 0).toFixed(4)})`);
    const keys = [accepted && 'Enter', label.key].filter(Boolean).join(' ');
    setAttribute(element, 'aria-keyshortcuts', keys || undefined);
    setAttribute(element, 'aria-pressed', String(chosen));
    // Not `disabled`: a button that loses the focus whenever an answer is on its way would lose its user.
    setAttribute(element, 'aria-disabled', enabled ? undefined : 'true');
    const said = p === undefined ? (unknown ? strings.notLearntYet : undefined) : spokenShare(p);
    const described = p !== undefined && (byWords || label.described === true);
    element.classList.toggle('described', described);
    const aside = unknown ? strings.notLearntYet : described ? strings.fromDescription : undefined;
    const spoken = [said, described && aside].filter(Boolean).join(', ');
    setText(this.#spoken, spoken === '' ? '' : `, ${spoken}`);
    setAttribute(element, 'title', titleOf(label, aside, strings));
  }

  /** Shows for a moment where the answer was given. */
  flash(): void {
    const color = getComputedStyle(this.element).getPropertyValue('--flash').trim();
    this.element.animate([{ backgroundColor: color || 'currentColor' }, {}], {
      duration: 260,
      easing: 'ease-out',
    });
  }
}

function titleOf(label: LabelView, aside: string | undefined, strings: AnnotateStrings): string {
  const first = `${label.name} · ${label.count} ${strings.labelled}`;
  const learnt = aside === undefined ? '' : ` · ${aside}`;
  return first + learnt + (label.description ? `\n${label.description}` : '');
}
