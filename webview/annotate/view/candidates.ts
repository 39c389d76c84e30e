import type { CandidateView } from '../../../src/protocol/annotate.ts';
import { button, h, setAttribute, setShown, setText } from '../../common/dom.ts';
import { icon } from '../../common/icons.ts';
import type { PageAction } from '../keys.ts';
import { rowText } from '../judged.ts';
import type { DrawnState } from '../drawnState.ts';
import type { SessionView } from '../sessionView.ts';
import { drawMark, drawNames } from './rowAnswer.ts';

/** Conflicting answers, in place of the labels: each with its key, annotator and time. */
export class Candidates {
  readonly element: HTMLElement;
  readonly #question = h('p', { class: 'question' });
  readonly #explanation = h('p', { class: 'how' });
  readonly #list = h('div', { class: 'candidates' });
  readonly #newAnswerText = h('span', {});
  readonly #newAnswer: HTMLButtonElement;
  readonly #act: (action: PageAction, byPointer: boolean) => void;
  readonly #items: Candidate[] = [];

  constructor(act: (action: PageAction, byPointer: boolean) => void) {
    this.#act = act;
    this.#newAnswer = button(
      { class: 'tool', 'aria-keyshortcuts': '0' },
      (byPointer) => act({ kind: 'newAnswer' }, byPointer),
      h('kbd', { 'aria-hidden': 'true' }, '0'),
      this.#newAnswerText,
    );
    this.element = h(
      'div',
      { class: 'deciding', role: 'group', hidden: true },
      this.#question,
      this.#list,
      h('div', { class: 'foot' }, this.#newAnswer, this.#explanation),
    );
  }

  draw({ state, record, pad }: SessionView): void {
    const shown = pad.mode === 'decide';
    setShown(this.element, shown);
    if (!shown) return;
    const { conflicts } = state.strings;
    const candidates = record?.candidates ?? [];
    setAttribute(this.element, 'aria-label', conflicts.question);
    setText(this.#question, conflicts.question);
    setText(this.#explanation, conflicts.explanation);
    setText(this.#newAnswerText, conflicts.newAnswer);
    while (this.#items.length > candidates.length) this.#items.pop()!.element.remove();
    candidates.forEach((candidate, i) => {
      if (!this.#items[i]) this.#add(i);
      this.#items[i]!.draw(candidate, state, pad.canAnswer);
    });
  }

  flash(index: number): void {
    this.#items[index]?.flash();
  }

  #add(index: number): void {
    const item = new Candidate(String(index + 1), (byPointer) =>
      this.#act({ kind: 'take', index }, byPointer),
    );
    this.#items.push(item);
    this.#list.append(item.element);
  }
}

class Candidate {
  readonly element: HTMLButtonElement;
  readonly #name = h('span', { class: 'name', dir: 'auto' });
  readonly #by = h('span', { class: 'by', dir: 'auto' });
  readonly #noteText = h('span', { dir: 'auto' });
  readonly #note = h('span', { class: 'noted' }, icon('note'), this.#noteText);

  constructor(key: string, onClick: (byPointer: boolean) => void) {
    this.element = button(
      { class: 'candidate', 'aria-keyshortcuts': key },
      (byPointer) => {
        if (this.element.getAttribute('aria-disabled') !== 'true') onClick(byPointer);
      },
      h('kbd', { 'aria-hidden': 'true' }, key),
      h('span', { class: 'mark', 'aria-hidden': 'true' }),
      h('span', { class: 'what' }, this.#name, this.#by, this.#note),
    );
  }

  draw(candidate: CandidateView, { labels, strings }: DrawnState, enabled: boolean): void {
    drawMark(this.element, candidate, labels);
    drawNames(this.#name, candidate, { labels, strings });
    setText(this.#by, candidate.by);
    setShown(this.#note, candidate.note !== undefined);
    setText(this.#noteText, candidate.note ?? '');
    const isSkipped = candidate.label === undefined && candidate.labels === undefined;
    this.element.classList.toggle('is-skipped', isSkipped);
    const all = [rowText(candidate, strings), candidate.by, candidate.note];
    setAttribute(this.element, 'title', all.filter(Boolean).join('\n'));
    setAttribute(this.element, 'aria-disabled', enabled ? undefined : 'true');
  }

  flash(): void {
    const color = getComputedStyle(this.element).getPropertyValue('--flash').trim();
    this.element.animate([{ backgroundColor: color || 'currentColor' }, {}], {
      duration: 260,
      easing: 'ease-out',
    });
  }
}
