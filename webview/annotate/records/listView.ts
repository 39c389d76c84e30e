import type { FoundView } from '../../../src/protocol/annotate.ts';
import { h, setAttribute, setText } from '../../common/dom.ts';
import { formatShare, snippet } from '../../common/format.ts';
import { icon } from '../../common/icons.ts';
import { judgedText } from '../judged.ts';
import { drawMark, drawNames } from '../view/rowAnswer.ts';
import type { FoundList } from './foundList.ts';
import type { DrawnState } from '../drawnState.ts';

/** In pixels; the style sheet has the same value. */
const ROW = 46;
const SNIPPET = 240;
/** Rows rendered beyond the visible ones, on either side. */
const MARGIN = 6;

/** A virtual list: only visible rows are in the document. */
export class ListView {
  readonly element = h('div', {
    class: 'found',
    role: 'listbox',
    tabindex: '0',
    'aria-multiselectable': 'true',
  });
  readonly #room = h('div', { class: 'room', role: 'presentation' });
  readonly #list: FoundList;
  readonly #onChange: () => void;
  readonly #rows = new Map<number, HTMLElement>();
  #state: DrawnState | undefined;

  /** @param onChange called when the active row or the selection changes */
  constructor(list: FoundList, onChange: () => void) {
    this.#list = list;
    this.#onChange = onChange;
    this.element.append(this.#room);
    this.element.addEventListener('scroll', () => this.#fill(), { passive: true });
    this.element.addEventListener('click', (event) => this.#onClick(event));
    new ResizeObserver(() => this.#fill()).observe(this.element);
  }

  /** The visible rows: from ≤ at < to. */
  get range(): { from: number; to: number } {
    const { scrollTop, clientHeight } = this.element;
    const from = Math.max(0, Math.floor(scrollTop / ROW) - MARGIN);
    const to = Math.ceil((scrollTop + clientHeight) / ROW) + MARGIN;
    return { from, to: Math.min(to, this.#list.total) };
  }

  draw(state: DrawnState): void {
    this.#state = state;
    this.#room.style.setProperty('height', `${this.#list.total * ROW}px`);
    this.#fill();
  }

  toTop(): void {
    this.element.scrollTop = 0;
  }

  /** Scrolls the active row into view. */
  reveal(): void {
    const top = this.#list.active * ROW;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + ROW > scrollTop + clientHeight)
      this.element.scrollTop = top + ROW - clientHeight;
    this.#fill();
  }

  /** @returns whether the list handled the key. */
  onKey({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
    const list = this.#list;
    const page = Math.max(1, Math.floor(this.element.clientHeight / ROW) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -list.total,
      End: list.total,
    };
    const step = steps[key];
    if (step !== undefined) list.move(list.active + step, shiftKey);
    else if (key === ' ') list.toggle(list.active);
    else if (key.toLowerCase() === 'a' && (ctrlKey || metaKey)) list.toggleAll();
    else return false;
    this.reveal();
    this.#onChange();
    return true;
  }

  #onClick(event: MouseEvent): void {
    const row = (event.target as Element).closest<HTMLElement>('.row');
    // A double click selects a row once; the second click does not deselect it.
    if (!row || event.detail > 1) return;
    const at = Number(row.dataset['at']);
    const check = (event.target as Element).closest('.check') !== null;
    this.#list.move(at, event.shiftKey);
    if (check || event.ctrlKey || event.metaKey) this.#list.toggle(at);
    this.#fill();
    this.#onChange();
  }

  #fill(): void {
    const state = this.#state;
    if (!state) return;
    const { from, to } = this.range;
    this.#list.want(from, to);
    for (const [at, row] of this.#rows) {
      if (at >= from && at < to) continue;
      row.remove();
      this.#rows.delete(at);
    }
    for (let at = from; at < to; at++) {
      let row = this.#rows.get(at);
      if (!row) {
        row = emptyRow(at);
        this.#rows.set(at, row);
        this.#room.append(row);
      }
      this.#drawRow(row, at, state);
    }
    const active = this.#rows.get(this.#list.active);
    setAttribute(this.element, 'aria-activedescendant', active?.id);
  }

  #drawRow(row: HTMLElement, at: number, state: DrawnState): void {
    const found = this.#list.row(at);
    const active = at === this.#list.active;
    row.classList.toggle('active', active);
    setAttribute(row, 'aria-selected', String(found !== undefined && this.#list.isChosen(found)));
    setAttribute(row, 'aria-setsize', String(this.#list.total));
    const [, , text, side] = row.children as unknown as HTMLElement[];
    if (!found || !text || !side) return;
    drawMark(row, found, state.labels);
    row.classList.toggle('is-skipped', found.kind === 'skip');
    row.classList.toggle('is-open', found.kind === 'none');
    const [name, line] = text.children as unknown as HTMLElement[];
    const answer = answerOf(found, state);
    if (found.kind === 'labels') drawNames(name!, found, state);
    else setText(name!, answer);
    // Long names are truncated at the end of the row.
    setAttribute(name!, 'title', found.label ?? (found.labels && answer));
    setText(line!, snippet(found.text, SNIPPET));
    const written = JSON.stringify([found, state.strings.flagged]);
    if (side.dataset['written'] === written) return;
    side.dataset['written'] = written;
    side.replaceChildren(...sideOf(found, state));
  }
}

/** "Refund", "joy, surprise", "skipped"; with labels from a pass "skipped · 1 no + 27 unknown". */
function answerOf({ kind, label, labels }: FoundView, { strings }: DrawnState): string {
  const judged = labels && judgedText(labels, strings.multiLabel);
  if (kind === 'labels' && judged !== undefined) return judged;
  const answer = kind === 'skip' ? strings.skipped : strings.unanswered;
  return label ?? [answer, judged].filter(Boolean).join(' · ');
}

function emptyRow(at: number): HTMLElement {
  const row = h(
    'div',
    { class: 'row', role: 'option', id: `found-${at}`, 'aria-posinset': String(at + 1) },
    h('span', { class: 'check', 'aria-hidden': 'true' }, icon('check')),
    h('span', { class: 'mark', 'aria-hidden': 'true' }),
    h(
      'span',
      { class: 'what' },
      h('span', { class: 'name', dir: 'auto' }),
      h('span', { class: 'snippet', dir: 'auto' }),
    ),
    h('span', { class: 'side' }),
  );
  row.dataset['at'] = String(at);
  row.style.setProperty('top', `${at * ROW}px`);
  return row;
}

function sideOf(found: FoundView, { strings }: DrawnState): Node[] {
  const { flagged, note, predicted, similarity } = found;
  const parts: Node[] = [];
  if (predicted) {
    parts.push(
      h('span', { class: 'predicted' }, `→ ${predicted.label} ${formatShare(predicted.p)}`),
    );
  }
  if (similarity !== undefined) parts.push(h('span', {}, formatShare(similarity)));
  if (note !== undefined) parts.push(h('span', { class: 'noted', title: note }, icon('note')));
  if (flagged) parts.push(h('span', { class: 'flag', title: strings.flagged }, icon('flag')));
  return parts;
}
