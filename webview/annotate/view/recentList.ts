import type { AnnotateStrings } from '../../../src/protocol/annotate.ts';
import { busyText } from '../../common/busyBar.ts';
import { button, h, setAttribute, setShown, setText } from '../../common/dom.ts';
import { snippet } from '../../common/format.ts';
import { icon } from '../../common/icons.ts';
import { rowText } from '../judged.ts';
import type { RecentRow } from '../screen.ts';
import { drawMark, drawNames } from './rowAnswer.ts';
import type { DrawnState } from '../drawnState.ts';

const SNIPPET = 160;

/**
 * The side column: recent answers, latest first, each a button to change it in place; and background
 * work.
 */
export class RecentList {
  readonly element: HTMLElement;
  readonly #heading = h('h2', { id: 'recent-heading' });
  readonly #behind = h('span', { class: 'behind' });
  readonly #nothing = h('p', { class: 'nothing' });
  readonly #list = h('ol', {});
  readonly #onPick: (recordId: string, anchor: HTMLElement) => void;
  readonly #items: RecentItem[] = [];

  constructor(onPick: (recordId: string, anchor: HTMLElement) => void) {
    this.#onPick = onPick;
    this.element = h(
      'aside',
      { class: 'recent', 'aria-labelledby': 'recent-heading' },
      h('div', { class: 'heading' }, this.#heading, this.#behind),
      this.#nothing,
      this.#list,
    );
  }

  /** @param looking the record that the user looks back at. */
  draw(state: DrawnState, rows: readonly RecentRow[], looking: string | undefined): void {
    setText(this.#heading, state.strings.recent);
    // During opening, the phase pane shows it in place of the record.
    const behind = state.phase.kind === 'opening' ? undefined : state.busy;
    setText(this.#behind, behind ? busyText(behind) : '');
    setText(this.#nothing, state.strings.nothingYet);
    setShown(this.#nothing, rows.length === 0);
    while (this.#items.length > rows.length) this.#items.pop()!.element.remove();
    rows.forEach((row, i) => {
      if (!this.#items[i]) this.#add();
      this.#items[i]!.draw(row, state, row.recordId === looking);
    });
  }

  #add(): void {
    const item = new RecentItem(this.#onPick);
    this.#items.push(item);
    this.#list.append(item.element);
  }
}

class RecentItem {
  readonly element = h('li', {});
  readonly #button: HTMLButtonElement;
  readonly #label = h('span', { class: 'name', dir: 'auto' });
  readonly #flag = h('span', { class: 'flag' }, icon('flag'));
  readonly #note = h('span', { class: 'noted' }, icon('note'));
  readonly #saving = h('span', { class: 'saving' });
  readonly #text = h('span', { class: 'snippet', dir: 'auto' });
  readonly #reason = h('span', { class: 'reason', dir: 'auto' });
  #row: RecentRow | undefined;
  #snippetOf = '';

  constructor(onPick: (recordId: string, anchor: HTMLElement) => void) {
    this.#button = button(
      { class: 'answer' },
      () => {
        if (this.#row && !this.#row.saving) onPick(this.#row.recordId, this.#button);
      },
      h('span', { class: 'mark', 'aria-hidden': 'true' }),
      this.#label,
      this.#note,
      this.#flag,
      this.#saving,
      this.#text,
      this.#reason,
    );
    this.element.append(this.#button);
  }

  draw(row: RecentRow, { labels, strings }: DrawnState, looking: boolean): void {
    this.#row = row;
    const element = this.#button;
    element.classList.toggle('is-skipped', row.label === undefined && row.labels === undefined);
    element.classList.toggle('is-saving', row.saving);
    drawMark(element, row, labels);
    drawNames(this.#label, row, { labels, strings });
    setShown(this.#note, row.note !== undefined);
    setAttribute(this.#note, 'title', row.note);
    setShown(this.#flag, row.flagged);
    setAttribute(this.#flag, 'title', strings.flagged);
    setText(this.#saving, row.saving ? strings.saving : '');
    if (row.text !== this.#snippetOf) {
      this.#snippetOf = row.text;
      setText(this.#text, snippet(row.text, SNIPPET));
    }
    setText(this.#reason, row.reason ?? '');
    setAttribute(element, 'aria-current', looking ? 'true' : undefined);
    setAttribute(element, 'aria-disabled', row.saving ? 'true' : undefined);
    const all = row.labels && rowText(row, strings);
    setAttribute(element, 'title', [all, titleOf(row, strings)].filter(Boolean).join('\n'));
  }
}

/** In a narrow panel the reason is shown here. */
function titleOf({ saving, reason, share }: RecentRow, strings: AnnotateStrings): string {
  if (saving) return strings.saving;
  const why = [reason, share].filter(Boolean).join(' · ');
  return why === '' ? strings.changeHere : `${strings.askedBecause} ${why}\n${strings.changeHere}`;
}
