import type { AnnotateStrings, LabelView } from '../../../src/protocol/annotate.ts';
import { applyStyle } from '../../common/color.ts';
import { button, h, setAttribute, setShown, setText } from '../../common/dom.ts';
import { formatShare, spokenShare } from '../../common/format.ts';
import { icon } from '../../common/icons.ts';
import { setName } from '../../common/labelName.ts';

export interface LabelDrawing {
  readonly label: LabelView;
  /** The head's probability, if it is shown. */
  readonly p: number | undefined;
  /** Other labels show a probability; this one explains why it has none. */
  readonly suggested: boolean;
  /** The probability is based on the labels' descriptions alone. */
  readonly byWords: boolean;
  /** Whether this is the record's current answer. */
  readonly chosen: boolean;
  readonly enabled: boolean;
  /** The model predicts that it applies, in a multi-label project. */
  readonly applies: boolean;
  /** The key that accepts the suggestion, if this would give the label. */
  readonly acceptKey?: AcceptKey | undefined;
}

export type AcceptKey = 'Enter' | 'Shift+Enter';

const caps: Readonly<Record<AcceptKey, string>> = { Enter: '⏎', 'Shift+Enter': '⇧⏎' };

/** The button of one label: its key, its name and its probability. Nothing in it moves. */
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

  /** @param kind its CSS class: a label of the list, or of the likeliest row */
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

  /** The part of the width, in pixels, taken by key, probability and padding. */
  get frameWidth(): number {
    return this.element.offsetWidth - this.#name.offsetWidth;
  }

  /** In the syntax of canvas. */
  get font(): string {
    // The shorthand is empty where digits have a width of their own.
    const { fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(this.#name);
    return `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  }

  draw(
    { label, p, suggested, byWords, chosen, enabled, applies, acceptKey }: LabelDrawing,
    strings: AnnotateStrings,
  ): void {
    const { element } = this;
    applyStyle(element, label);
    setText(this.#key, label.key?.toUpperCase() ?? '');
    setShown(this.#key, label.key !== undefined);
    setText(this.#enter, acceptKey ? caps[acceptKey] : '');
    setShown(this.#enter, acceptKey !== undefined);
    setName(this.#name, label.name);
    const known = byWords || label.learnt || label.described === true;
    const unknown = suggested && p === undefined && !known;
    setText(this.#p, p === undefined ? (unknown ? '–' : '') : formatShare(p));
    element.classList.toggle('suggested', suggested);
    this.#bar.style.setProperty('transform', `scaleX(${(p ?? 0).toFixed(4)})`);
    const keys = [acceptKey, label.key].filter(Boolean).join(' ');
    setAttribute(element, 'aria-keyshortcuts', keys || undefined);
    setAttribute(element, 'aria-pressed', String(chosen));
    // Not `disabled`, which would drop the focus whenever an answer is being saved.
    setAttribute(element, 'aria-disabled', enabled ? undefined : 'true');
    const spokenProbability =
      p === undefined ? (unknown ? strings.notLearntYet : undefined) : spokenShare(p);
    const described = p !== undefined && (byWords || label.described === true);
    element.classList.toggle('described', described);
    const aside = unknown ? strings.notLearntYet : described ? strings.fromDescription : undefined;
    element.classList.toggle('applies', applies);
    const spoken = [spokenProbability, applies && strings.multiLabel.suggested, described && aside]
      .filter(Boolean)
      .join(', ');
    setText(this.#spoken, spoken === '' ? '' : `, ${spoken}`);
    const hint = applies
      ? [strings.multiLabel.suggested, aside].filter(Boolean).join(' · ')
      : aside;
    setAttribute(element, 'title', titleOf(label, hint, strings));
  }

  /** Flashes the button briefly after an answer. */
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
