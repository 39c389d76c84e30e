import type {
  AnnotatePageMessage,
  Answer,
  FoundMessage,
  RowsMessage,
} from '../../../src/protocol/annotate.ts';
import { button, h, setAttribute, setShown, setText } from '../../common/dom.ts';
import { formatCount, snippet } from '../../common/format.ts';
import { icon } from '../../common/icons.ts';
import { pressOf } from '../domKeys.ts';
import { actionOf } from '../keys.ts';
import type { PageAction } from '../keys.ts';
import { LabelMenus } from '../view/labelMenus.ts';
import { FoundList } from './foundList.ts';
import { Filters } from './filters.ts';
import { ListView } from './listView.ts';
import type { DrawnState } from '../drawnState.ts';

export type RecordsMode = 'history' | 'search' | 'similar';

export interface RecordsPorts {
  readonly post: (message: AnnotatePageMessage) => void;
  readonly writeNote: (recordId: string, note: string) => void;
}

/**
 * Lists records other than the asked one: history, search of the pool, neighbours. The user can answer
 * several at once with the same label keys. Escape closes the dialogue.
 */
export class RecordsDialog {
  readonly element: HTMLDialogElement;
  readonly #ports: RecordsPorts;
  readonly #list: FoundList;
  readonly #view: ListView;
  readonly #filters: Filters;
  readonly #menu: LabelMenus;
  readonly #title = h('h2', { id: 'records-title' });
  readonly #likeWhat = h('span', { class: 'like', dir: 'auto' });
  readonly #count = h('span', { class: 'count', role: 'status' });
  readonly #remark = h('p', { class: 'remark', dir: 'auto' });
  readonly #close = button({ class: 'quiet close' }, () => this.element.close(), icon('close'));
  readonly #label: HTMLButtonElement;
  readonly #askNext: HTMLButtonElement;
  readonly #askAgain: HTMLButtonElement;
  readonly #revisit: HTMLButtonElement;
  readonly #check: HTMLButtonElement;
  readonly #source: HTMLButtonElement;
  readonly #text = h('div', { class: 'whole', dir: 'auto', tabindex: '0', role: 'document' });
  readonly #about = h('p', { class: 'about' });
  readonly #note = h('p', { class: 'note', dir: 'auto' });
  readonly #hint = h('p', { class: 'hint' });
  #mode: RecordsMode = 'history';
  #like: { recordId: string; text: string } | undefined;
  #annotators: readonly string[] = [];
  #state: DrawnState | undefined;

  constructor(ports: RecordsPorts) {
    this.#ports = ports;
    this.#list = new FoundList(ports.post);
    this.#view = new ListView(this.#list, () => this.#drawRest());
    this.#filters = new Filters(() => this.#find());
    this.#menu = new LabelMenus((_, answer) => {
      this.#answer(answer);
      this.#view.element.focus();
    });
    this.#label = button({ class: 'primary' }, () => this.#pickLabel());
    this.#askNext = button({ class: 'secondary' }, () => this.#putFirst());
    this.#askAgain = button({ class: 'secondary' }, () => this.#withdraw());
    this.#revisit = button({ class: 'secondary' }, () => this.#goThrough());
    this.#check = button({ class: 'secondary' }, () => {
      ports.post({ type: 'command', command: 'checkSuspects' });
      this.element.close();
    });
    this.#source = button({ class: 'quiet source' }, () => {
      const { activeRow } = this.#list;
      if (activeRow) ports.post({ type: 'goToSource', recordId: activeRow.recordId });
    });
    this.element = h(
      'dialog',
      { class: 'records', 'aria-labelledby': 'records-title' },
      h('div', { class: 'title' }, this.#title, this.#likeWhat, this.#count, this.#close),
      this.#filters.element,
      this.#remark,
      this.#view.element,
      h(
        'div',
        { class: 'detail' },
        h('div', { class: 'line' }, this.#about, this.#source),
        this.#text,
        this.#note,
      ),
      h(
        'div',
        { class: 'actions' },
        this.#label,
        this.#askNext,
        this.#askAgain,
        this.#revisit,
        this.#check,
        this.#hint,
      ),
      this.#menu.element,
    );
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
  }

  get isOpen(): boolean {
    return this.element.open;
  }

  /** @param like the record to find similar ones to */
  open(mode: RecordsMode, state: DrawnState, like?: { recordId: string; text: string }): void {
    this.#mode = mode;
    this.#like = like;
    this.#state = state;
    if (mode !== 'similar') this.#filters.show(mode === 'history' ? 'history' : 'pool');
    if (!this.isOpen) this.element.showModal();
    this.#find();
    if (mode === 'search') this.#filters.text.focus();
    else this.#view.element.focus();
  }

  /**
   * Searches records similar to a text or to a label's description; without either, the user types a text.
   */
  openLike(
    state: DrawnState,
    { text = '', label }: { readonly text?: string; readonly label?: string },
  ): void {
    this.#filters.showLike(text, label);
    this.#filters.draw(state, this.#annotators);
    this.open('search', state);
  }

  receive(message: FoundMessage | RowsMessage): void {
    if (!this.#list.receive(message)) return;
    // Results of the previous search stay usable while the next one runs.
    if (message.type === 'found') this.#annotators = message.annotators;
    this.#draw();
  }

  /** Answers may have changed. */
  follow(state: DrawnState): void {
    if (!this.isOpen) return;
    this.#state = state;
    const { from, to } = this.#view.range;
    this.#list.refresh(from, to);
    this.#draw();
  }

  #find(): void {
    const like = this.#mode === 'similar' ? this.#like : undefined;
    this.#list.find(like ? { kind: 'similar', recordId: like.recordId } : this.#filters.query);
    this.#view.toTop();
    this.#draw();
  }

  #onKey(event: KeyboardEvent): void {
    // A closed dialogue keeps the focus until the next frame; its keys belong to the page again.
    if (!this.isOpen) return;
    // Keys in the dialogue never reach the record behind it; VS Code's key bindings still work.
    if (!(event.ctrlKey || event.metaKey || event.altKey)) event.stopPropagation();
    if (event.defaultPrevented) return;
    if (this.#menu.isOpen) {
      if (this.#menu.press(pressOf(event), this.#actionOf(event))) event.preventDefault();
      return;
    }
    if (!this.#take(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @returns whether the dialogue handled the key. */
  #take(event: KeyboardEvent): boolean {
    const onList = event.target === this.#view.element;
    // Closes synchronously: the next key is meant for the record.
    if (event.key === 'Escape') this.element.close();
    else if (event.target === this.#filters.text && event.key === 'ArrowDown')
      this.#view.element.focus();
    else if (onList && this.#view.onKey(event)) this.#drawRest();
    else if (onList && event.key === 'Enter' && !event.repeat) this.#pickLabel();
    else {
      const action = this.#actionOf(event);
      return action !== undefined && this.#perform(action);
    }
    return true;
  }

  #actionOf(event: KeyboardEvent): PageAction | undefined {
    const labels = this.#state?.labels ?? [];
    return actionOf(
      pressOf(event),
      labels.map(({ key }) => key),
    );
  }

  /** @returns whether the action applies here. */
  #perform(action: PageAction): boolean {
    const { activeRow } = this.#list;
    switch (action.kind) {
      case 'label': {
        const label = this.#state?.labels[action.index]?.name;
        if (label === undefined) return true;
        // The user composes a set in the menu first.
        if (this.#state?.task === 'multi') this.#pickLabel(label);
        else this.#answer({ kind: 'label', label });
        return true;
      }
      case 'flag':
        this.#answer({ kind: 'flag', flagged: !activeRow?.flagged });
        return true;
      case 'undo':
      case 'redo':
        this.#ports.post({ type: action.kind });
        return true;
      case 'note':
        if (activeRow) this.#ports.writeNote(activeRow.recordId, activeRow.note ?? '');
        return true;
      case 'similar':
        if (activeRow && this.#state) this.open('similar', this.#state, activeRow);
        return true;
      case 'like':
        if (this.#state) this.openLike(this.#state, action);
        return true;
      case 'history':
      case 'search':
        if (this.#state) this.open(action.kind, this.#state);
        return true;
      case 'nothing':
        return true;
      case 'escape':
      case 'skip':
      case 'look':
      case 'scroll':
      case 'change':
      case 'enter':
      case 'accept':
      case 'judge':
      case 'take':
      case 'newAnswer':
      case 'save':
      case 'find':
      case 'filter':
      case 'focus':
      case 'toggleKeys':
      case 'toggleWords':
      case 'toggleSuggestion':
      case 'toggleGuidelines':
      case 'toggleGroups':
        return false;
    }
  }

  #answer(answer: Answer): void {
    const recordIds = this.#list.targets;
    if (recordIds.length === 0) return;
    this.#ports.post({ type: 'annotate', recordIds, answer });
    if (answer.kind === 'flag') return;
    if (this.#list.chosen === 0) this.#list.move(this.#list.active + 1);
    this.#list.clearChoice();
    this.#view.reveal();
    this.#drawRest();
  }

  /** @param first a label to mark at once, in a multi-label project */
  #pickLabel(first?: string): void {
    const { chosen, activeRow, targets } = this.#list;
    if (targets.length === 0 || !this.#state) return;
    const answer = chosen > 0 || activeRow?.kind === 'none' ? undefined : activeRow;
    this.#menu.open({ recordId: '', ...answer }, this.#state, this.#label, first);
  }

  /** Withdraws the answers of the selected records, so that they are asked again. */
  #withdraw(): void {
    const recordIds = this.#list.targets;
    if (recordIds.length === 0) return;
    this.#ports.post({ type: 'annotate', recordIds, answer: { kind: 'clear' } });
    this.#list.clearChoice();
    this.#view.element.focus();
    this.#drawRest();
  }

  /** Prioritizes the selected records, or all results, over the strategy's picks. */
  #putFirst(): void {
    const { found, chosen, targets } = this.#list;
    if (!found || found.total === 0) return;
    const selection = chosen > 0 ? { recordIds: targets } : {};
    this.#ports.post({ type: 'askNext', findId: found.findId, ...selection });
    this.element.close();
  }

  #goThrough(): void {
    const selection = this.#filters.revisits;
    if (!selection) return;
    this.#ports.post({ type: 'revisit', what: selection });
    this.element.close();
  }

  #draw(): void {
    if (!this.#state) return;
    this.#view.draw(this.#state);
    this.#drawRest();
  }

  #drawRest(): void {
    const state = this.#state;
    if (!state) return;
    const { strings } = state;
    const { found, total, chosen, activeRow } = this.#list;
    const similar = this.#mode === 'similar';
    const titles = { history: strings.history, search: strings.search, similar: strings.similar };
    setText(this.#title, titles[this.#mode]);
    setText(this.#likeWhat, similar && this.#like ? snippet(this.#like.text, 80) : '');
    setAttribute(this.#close, 'aria-label', strings.close);
    setShown(this.#filters.element, !similar);
    this.#filters.draw(state, this.#annotators);
    const counted = found ? `${formatCount(total)} ${strings.found}` : strings.searching;
    setText(
      this.#count,
      chosen > 0 ? `${counted} · ${formatCount(chosen)} ${strings.chosen}` : counted,
    );
    const emptyText = found && total === 0 ? strings.nothingFound : '';
    setText(this.#remark, found?.remark ?? emptyText);
    setShown(this.#remark, this.#remark.textContent !== '');
    setAttribute(this.#view.element, 'aria-label', titles[this.#mode]);
    setText(this.#about, [activeRow?.about, activeRow?.reason].filter(Boolean).join(' · '));
    setText(this.#text, activeRow?.text ?? '');
    setAttribute(this.#text, 'aria-label', strings.record);
    setText(this.#note, activeRow?.note ?? '');
    setText(this.#source, activeRow?.source ?? '');
    setAttribute(this.#source, 'title', strings.goToSource);
    setShown(this.#source, Boolean(activeRow?.source));
    const labels = state.task === 'multi' ? strings.multiLabel : undefined;
    setText(this.#label, labels?.giveLabels ?? strings.giveLabel);
    setAttribute(this.#label, 'aria-disabled', activeRow || chosen > 0 ? undefined : 'true');
    setText(this.#askNext, chosen > 0 ? strings.askChosenNext : strings.askAllNext);
    setShown(this.#askNext, this.#mode !== 'history' && total > 0);
    const answered = activeRow !== undefined && activeRow.kind !== 'none';
    setText(this.#askAgain, strings.askAgain);
    setShown(this.#askAgain, this.#mode === 'history' && total > 0 && (answered || chosen > 0));
    const revisits = total > 0 ? this.#filters.revisits : undefined;
    setShown(this.#revisit, !similar && revisits !== undefined);
    setText(
      this.#revisit,
      revisits === 'flagged' ? strings.revisitFlagged : strings.revisitSkipped,
    );
    setText(this.#check, strings.checkSuspects);
    setShown(this.#check, this.#mode === 'history' && total > 0 && revisits === undefined);
    setText(this.#hint, labels?.listHint ?? strings.listHint);
  }
}
