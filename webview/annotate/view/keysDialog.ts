import { applyStyle } from '../../common/color.ts';
import { button, h, setAttribute, setText } from '../../common/dom.ts';
import { icon } from '../../common/icons.ts';
import { nameNodes } from '../../common/labelName.ts';
import { fillPlaceholders, rowText } from '../judged.ts';
import { hasLabels } from './choices.ts';
import type { SessionView } from '../sessionView.ts';

/** Every key of the page. The browser keeps the focus inside and closes it on Escape. */
export class KeysDialog {
  readonly element: HTMLDialogElement;
  readonly #title = h('h2', { id: 'keys-title' });
  readonly #close = button({ class: 'quiet close' }, () => this.element.close(), icon('close'));
  readonly #labels = h('dl', { class: 'labels' });
  readonly #commands = h('dl', {});

  constructor() {
    this.element = h(
      'dialog',
      { class: 'keys', 'aria-labelledby': 'keys-title' },
      h('div', { class: 'title' }, this.#title, this.#close),
      h('div', { class: 'lists' }, this.#labels, this.#commands),
    );
    // A click on the dialogue element itself is outside its box.
    this.element.addEventListener('click', ({ target, clientX, clientY }) => {
      if (target !== this.element) return;
      const box = this.element.getBoundingClientRect();
      const inside =
        clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
      if (!inside) this.element.close();
    });
  }

  get isOpen(): boolean {
    return this.element.open;
  }

  toggle(view: Pick<SessionView, 'state' | 'record' | 'pad'>): void {
    if (this.isOpen) return this.element.close();
    this.#draw(view);
    this.element.showModal();
  }

  #draw(view: Pick<SessionView, 'state' | 'record' | 'pad'>): void {
    const { labels, strings } = view.state;
    setText(this.#title, strings.keysTitle);
    setAttribute(this.#close, 'aria-label', strings.close);
    this.#labels.replaceChildren(...labelRows(view));
    const usedKeys = new Set(labels.map(({ key }) => key?.toLowerCase()));
    const letter = (key: string, meaning: string): HTMLElement[] =>
      usedKeys.has(key.toLowerCase()) ? [] : [keyRow([key], meaning)];
    this.#commands.replaceChildren(
      ...answerRows(view),
      keyRow(['F'], strings.flag),
      keyRow(['⌫'], strings.undo),
      keyRow([isMac() ? '⇧⌘Z' : 'Ctrl+Shift+Z'], strings.redo),
      keyRow(['←'], strings.look),
      keyRow(['→', 'Esc'], strings.backToRecord),
      ...(view.pad.mode === 'toggle' ? [keyRow(['Esc'], strings.multiLabel.clearMarks)] : []),
      keyRow(['↑', '↓', 'PgUp', 'PgDn'], strings.scroll),
      ...letter('N', strings.note),
      ...letter('S', strings.suggestion),
      ...letter('W', strings.words),
      ...letter('H', strings.history),
      ...letter('M', strings.similar),
      ...letter('P', strings.search),
      ...letter('G', strings.guidelines),
      keyRow([isMac() ? '⌘F' : 'Ctrl+F'], strings.find),
      ...(labels.length > 10 && hasLabels(view) ? [keyRow(['/'], strings.filter)] : []),
      keyRow(['?'], strings.keys),
    );
  }
}

function labelRows({
  state: { labels, pass, strings },
  record,
  pad,
}: Pick<SessionView, 'state' | 'record' | 'pad'>): HTMLElement[] {
  if (pad.mode === 'decide') {
    const { take, newAnswer } = strings.conflicts;
    return [
      ...(record?.candidates ?? []).map((candidate, i) =>
        keyRow([String(i + 1)], fillPlaceholders(take, rowText(candidate, strings))),
      ),
      keyRow(['0'], newAnswer),
    ];
  }
  if (pass) {
    const { judgedYes, judgedNo } = strings.multiLabel;
    return [
      keyRow(['1'], fillPlaceholders(judgedYes, pass.label)),
      keyRow(['2'], fillPlaceholders(judgedNo, pass.label)),
    ];
  }
  return labels.flatMap((label) => {
    if (label.key === undefined) return [];
    const row = keyRow([label.key.toUpperCase()], label.name);
    applyStyle(row, label);
    return [row];
  });
}

/** Keys other than label keys that give an answer. */
function answerRows({ state, pad }: Pick<SessionView, 'state' | 'pad'>): HTMLElement[] {
  const { strings } = state;
  const { multiLabel, conflicts } = strings;
  const skip = keyRow(['Space'], state.deciding ? conflicts.leave : strings.skip);
  switch (pad.mode) {
    case 'decide':
      return [skip];
    case 'choose':
      return [keyRow(['⏎'], strings.accept), skip];
    case 'toggle':
      return [keyRow(['⏎'], multiLabel.saveMarked), keyRow(['⇧⏎'], multiLabel.acceptAll), skip];
    case 'pass':
      return [keyRow(['Space'], multiLabel.later)];
  }
}

function keyRow(keys: readonly string[], meaning: string): HTMLElement {
  return h(
    'div',
    {},
    h('dt', {}, ...keys.map((key) => h('kbd', {}, key))),
    h('dd', { dir: 'auto' }, ...nameNodes(meaning)),
  );
}

function isMac(): boolean {
  return /Mac/.test(navigator.userAgent);
}
