import type { AnnotateStrings, AskedView, WordView } from '../../../src/protocol/annotate.ts';
import { button, h, setAttribute, setShown, setText } from '../../common/dom.ts';
import { icon } from '../../common/icons.ts';
import { markWords } from '../highlights.ts';

/** The part of a record that is drawn, asked or looked back at. */
export type ShownRecord = Pick<
  AskedView,
  'recordId' | 'text' | 'context' | 'reason' | 'blind' | 'share' | 'flagged' | 'note' | 'source'
>;

/** Scroll step, in lines of text. */
const LINES = 3;
/** Average width of a letter in em, rounded up. */
const LETTER = 0.52;
/** Padding of the text box and space above it, in pixels; same as in the style sheet. */
const PADDING = 14;
const MARGIN = 4;
/** Characters considered when estimating height: more than any panel shows at once. */
const MOST = 8000;

/**
 * The record's text. Its box has a fixed height, whatever the length of the text, so that the
 * answers below stay in place; long texts scroll.
 */
export class RecordPane {
  readonly element: HTMLElement;
  /** Scrolls, so it must be focusable. */
  readonly text = h('div', { class: 'text', tabindex: '0', role: 'document', dir: 'auto' });
  readonly #why = h('span', { class: 'why' });
  readonly #reason = h('span', { class: 'reason', dir: 'auto' });
  readonly #share = h('span', { class: 'share' });
  readonly #because = h(
    'p',
    { class: 'because' },
    h('span', { class: 'asked' }, this.#why, this.#reason),
    this.#share,
  );
  readonly #byWords = h('span', { class: 'by-words' });
  readonly #flagText = h('span', {});
  readonly #flag = h('span', { class: 'flag' }, icon('flag'), this.#flagText);
  readonly #noteText = h('span', { dir: 'auto' });
  readonly #note = h('span', { class: 'noted' }, icon('note'), this.#noteText);
  readonly #source: HTMLButtonElement;
  readonly #about: HTMLElement;
  readonly #summary = h('span', { class: 'summary' });
  readonly #fields = h('dl', { class: 'fields' });
  readonly #context = h(
    'details',
    { class: 'context' },
    h('summary', {}, icon('chevron'), this.#summary),
    this.#fields,
  );
  #recordId: string | undefined;
  /** Full heights of the records seen so far, in pixels at the current width. */
  #need = 0;
  #width = 0;
  #expected: readonly string[] = [];

  constructor(goToSource: (recordId: string) => void) {
    this.#source = button({ class: 'source quiet' }, () => {
      if (this.#recordId !== undefined) goToSource(this.#recordId);
    });
    this.#about = h(
      'div',
      { class: 'about' },
      this.#because,
      this.#byWords,
      this.#note,
      this.#flag,
      this.#source,
    );
    this.element = h('section', { class: 'record' }, this.#about, this.text, this.#context);
    this.text.addEventListener('scroll', () => this.#fade(), { passive: true });
    new ResizeObserver(() => {
      this.#measure();
      this.#fade();
    }).observe(this.text);
  }

  /** Reserves room for upcoming texts before they are shown, so that nothing moves. */
  expect(texts: readonly string[]): void {
    this.#expected = texts;
    const { clientWidth } = this.text;
    if (clientWidth === 0) return;
    const style = getComputedStyle(this.text);
    const letters = clientWidth / (LETTER * parseFloat(style.fontSize));
    const lines = Math.max(0, ...texts.map((text) => linesOf(text, letters)));
    this.#take(this.#frame + PADDING + lines * parseFloat(style.lineHeight));
  }

  /**
   * @param shown.words the explanation of the suggestion, if shown
   * @param shown.byWords whether the suggestion is based on the labels' descriptions alone
   */
  draw(
    record: ShownRecord,
    strings: AnnotateStrings,
    { words, byWords }: { readonly words: readonly WordView[]; readonly byWords: boolean },
  ): void {
    setAttribute(this.text, 'aria-label', strings.record);
    const another = record.recordId !== this.#recordId;
    this.#recordId = record.recordId;
    setText(this.text, record.text);
    markWords(this.text.firstChild, words);
    if (another) this.text.scrollTop = 0;
    setText(this.#why, record.reason === undefined ? '' : strings.askedBecause);
    setText(this.#reason, record.reason ?? record.blind ?? '');
    setText(this.#share, (record.reason && record.share) ?? '');
    setShown(this.#byWords, byWords);
    setText(this.#byWords, byWords ? strings.suggestedByWords : '');
    setAttribute(this.#byWords, 'title', byWords ? strings.suggestedByWords : undefined);
    // Narrow panels truncate it.
    const why = [record.reason ?? record.blind, record.share].filter(Boolean).join(' · ');
    setAttribute(this.#because, 'title', why || undefined);
    setShown(this.#note, record.note !== undefined);
    setText(this.#noteText, record.note ?? '');
    setAttribute(this.#note, 'title', record.note);
    setText(this.#flagText, strings.flagged);
    setAttribute(this.#flag, 'title', strings.flagged);
    setShown(this.#flag, record.flagged);
    setShown(this.#source, record.source !== '');
    setText(this.#source, record.source);
    setAttribute(this.#source, 'title', `${strings.goToSource}: ${record.source}`);
    this.#drawContext(record, strings, another);
    if (another) {
      this.#measure();
      this.#fade();
    }
  }

  scroll(by: 'line' | 'page' | 'end', direction: -1 | 1): void {
    const { text } = this;
    const line = parseFloat(getComputedStyle(text).lineHeight) || 24;
    // Paging keeps one line of context.
    const page = Math.max(line, text.clientHeight - line);
    const distance = { line: LINES * line, page, end: text.scrollHeight }[by];
    text.scrollTop += direction * distance;
  }

  /** Height of everything around the text. */
  get #frame(): number {
    return this.#about.offsetHeight + this.#context.offsetHeight + MARGIN;
  }

  #measure(): void {
    const { scrollHeight, clientWidth } = this.text;
    if (clientWidth !== this.#width) {
      this.#width = clientWidth;
      this.#need = 0;
      this.expect(this.#expected);
    }
    this.#take(this.#frame + scrollHeight);
  }

  /** If labels need room, the text box shrinks to the height of the longest recent text. */
  #take(need: number): void {
    if (need <= this.#need) return;
    this.#need = need;
    this.element.parentElement?.style.setProperty('--text-need', `${Math.ceil(need)}px`);
  }

  /** Fades the last line if more text follows below. */
  #fade(): void {
    const { text } = this;
    const left = text.scrollHeight - text.clientHeight - text.scrollTop;
    text.classList.toggle('more', left > 2);
  }

  #drawContext({ context }: ShownRecord, strings: AnnotateStrings, another: boolean): void {
    // Keeps the line for records without context, so that nothing moves.
    this.#context.classList.toggle('empty', context.length === 0);
    if (!another) return;
    setAttribute(this.#context.querySelector('summary')!, 'title', strings.context);
    this.#summary.replaceChildren(
      ...context.flatMap(({ field, value }, i) => [
        i === 0 ? '' : ' · ',
        h('bdi', {}, `${field}: `, h('bdi', {}, value)),
      ]),
    );
    this.#fields.replaceChildren(
      ...context.flatMap(({ field, value }) => [
        h('dt', { dir: 'auto' }, field),
        h('dd', { dir: 'auto' }, value),
      ]),
    );
  }
}

/** Number of lines of a text for a given line length. */
function linesOf(text: string, letters: number): number {
  return text
    .slice(0, MOST)
    .split('\n')
    .reduce((lines, { length }) => lines + Math.max(1, Math.ceil(length / letters)), 0);
}
