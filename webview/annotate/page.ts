import type {
  AnnotateHostMessage,
  AnnotatePageMessage,
  PanelCommand,
  WordView,
} from '../../src/protocol/annotate.ts';
import { BusyBar } from '../common/busyBar.ts';
import { h, setShown } from '../common/dom.ts';
import type { Host } from '../common/host.ts';
import { Chords } from './chords.ts';
import { guardKeys, pressOf } from './domKeys.ts';
import type { KeyPress, PageAction } from './keys.ts';
import { RecordsDialog } from './records/recordsDialog.ts';
import type { Outcome } from './outcome.ts';
import type { Remark } from './pad/answerPad.ts';
import { keyAction } from './pad/padOf.ts';
import { AnnotateSession } from './session.ts';
import { spokenAnswer, spokenMark } from './spoken.ts';
import { shownSuggestion } from './suggestion.ts';
import { afterPaint } from './view/afterPaint.ts';
import { Announcer } from './view/announcer.ts';
import { Choices, groupingOf, hasLabels, hasManyLabels } from './view/choices.ts';
import { FindBar } from './view/findBar.ts';
import { GuidelinesPane } from './view/guidelinesPane.ts';
import { Header } from './view/header.ts';
import { KeysDialog } from './view/keysDialog.ts';
import { LabelMenus } from './view/labelMenus.ts';
import { NoteDialog } from './view/noteDialog.ts';
import { Notices } from './view/notices.ts';
import { PhasePane } from './view/phasePane.ts';
import { RecentList } from './view/recentList.ts';
import { RecordPane } from './view/recordPane.ts';
import { StatusLine } from './view/statusLine.ts';
import { Toolbar } from './view/toolbar.ts';
import type { SessionView } from './sessionView.ts';

/** The annotation page: its parts, the handling of keys and clicks, and the one function that draws. */
export class AnnotatePage {
  readonly #session: AnnotateSession;
  readonly #busy = new BusyBar();
  readonly #header: Header;
  readonly #notices: Notices;
  readonly #record: RecordPane;
  readonly #phase: PhasePane;
  readonly #status: StatusLine;
  readonly #choices: Choices;
  readonly #toolbar: Toolbar;
  readonly #recent: RecentList;
  readonly #menu: LabelMenus;
  readonly #note: NoteDialog;
  readonly #records: RecordsDialog;
  readonly #find: FindBar;
  readonly #guidelines: GuidelinesPane;
  readonly #keys = new KeysDialog();
  readonly #announcer = new Announcer();
  readonly #page: HTMLElement;
  readonly #chords: Chords;

  constructor(host: Host<AnnotateHostMessage, AnnotatePageMessage>) {
    const run = (command: PanelCommand): void => host.post({ type: 'command', command });
    const act = (action: PageAction, byPointer: boolean): void => {
      this.#perform(action);
      // After a click, Space skips the next record instead of pressing the button again.
      if (byPointer) this.#focusRecord();
    };
    const schedule = (run: () => void, ms: number): void => void setTimeout(run, ms);
    this.#chords = new Chords({ later: schedule, changed: () => this.#showStatus() });
    this.#session = new AnnotateSession(
      {
        post: (message) => host.post(message),
        keep: (state) => host.keep(state),
        now: () => performance.now(),
        newId: () => crypto.randomUUID(),
        later: schedule,
      },
      host.kept(),
      (view, outcome) => this.#draw(view, outcome),
    );
    this.#header = new Header(() => run('showMetrics'));
    this.#notices = new Notices(run, (id) => host.post({ type: 'closeNotice', id }));
    this.#record = new RecordPane((recordId) => host.post({ type: 'goToSource', recordId }));
    this.#phase = new PhasePane(run, () => host.post({ type: 'revisit', what: 'skipped' }));
    this.#status = new StatusLine(
      act,
      () => this.#session.backToRecord(),
      () => host.post({ type: 'revisit' }),
    );
    this.#choices = new Choices(act, () => this.#focusRecord());
    const writeNote = (recordId: string, note: string): void => {
      const { view } = this.#session;
      if (view) this.#note.open(recordId, note, view.state.strings);
    };
    this.#note = new NoteDialog((recordId, note) => host.post({ type: 'note', recordId, note }));
    this.#records = new RecordsDialog({ post: (message) => host.post(message), writeNote });
    this.#find = new FindBar(this.#record.text, () => this.#focusRecord());
    this.#record.element.append(this.#find.element);
    this.#guidelines = new GuidelinesPane(() => this.#perform({ kind: 'toggleGuidelines' }));
    this.#toolbar = new Toolbar(act);
    this.#recent = new RecentList((recordId, anchor) => this.#openPicker(recordId, anchor));
    this.#menu = new LabelMenus((recordId, answer) => this.#session.change(recordId, answer));
    this.#page = h(
      'div',
      { class: 'page', hidden: true },
      this.#header.element,
      this.#notices.element,
      this.#guidelines.element,
      h(
        'main',
        { class: 'work' },
        h('div', { class: 'reading' }, this.#record.element, this.#phase.element),
        this.#status.element,
        this.#choices.element,
        this.#toolbar.element,
      ),
      this.#recent.element,
    );
    // This position is for the reading order of screen readers; both are drawn above the page.
    this.#header.element.append(this.#busy.element);
    this.#recent.element.append(this.#menu.element);
    document.body.append(
      this.#page,
      this.#keys.element,
      this.#records.element,
      this.#note.element,
      this.#announcer.element,
    );
    host.listen((message) => this.#receive(message));
    guardKeys(this.#chords);
    document.addEventListener('keydown', (event) => this.#onKey(event));
    document.addEventListener('visibilitychange', () =>
      this.#session.setVisible(document.visibilityState === 'visible'),
    );
    host.post({ type: 'ready' });
    this.#session.explain();
  }

  #receive(message: AnnotateHostMessage): void {
    switch (message.type) {
      case 'act':
        this.#perform(message.action);
        return;
      case 'found':
      case 'rows':
        this.#records.receive(message);
        return;
      case 'guidelines': {
        this.#guidelines.receive(message.html);
        const { view } = this.#session;
        if (view) this.#draw(view);
        return;
      }
      case 'state': {
        this.#session.receive(message);
        const { view } = this.#session;
        if (view) this.#records.follow(view.state);
        return;
      }
      case 'strings':
      case 'ack':
      case 'refused':
      case 'notChanged':
        this.#session.receive(message);
    }
  }

  #onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    const press = pressOf(event);
    const action = this.#actionOf(press);
    if (this.#menu.isOpen && !this.#records.isOpen) {
      if (this.#menu.press(press, action)) event.preventDefault();
    } else if (action && this.#perform(action, event.timeStamp)) event.preventDefault();
  }

  #actionOf(press: KeyPress): PageAction | undefined {
    const { view } = this.#session;
    const { task = 'single', pass, labels = [] } = view?.state ?? {};
    // The menu always shows the labels, whatever the page asks.
    const asked = this.#menu.isOpen ? {} : { pass, decides: view?.pad.mode === 'decide' };
    return keyAction(press, { task, labels, ...asked });
  }

  /**
   * @param at when the user acted; defaults to now; earlier if the event was delayed
   * @returns whether the page handled it.
   */
  #perform(action: PageAction, at?: number): boolean {
    if (action.kind === 'nothing') return true;
    this.#showStatus();
    if (this.#keys.isOpen) {
      // The browser closes the dialogue on Escape.
      if (action.kind === 'toggleKeys') this.#keys.element.close();
      return action.kind !== 'escape' && action.kind !== 'scroll';
    }
    // While the list is open, commands of the host act on it.
    if (action.kind === 'like' && this.#records.isOpen) return this.#open(action);
    // Dialogues handle their own keys.
    if (this.#records.isOpen || this.#note.isOpen) return false;
    if (this.#menu.isOpen) {
      this.#menu.perform(action);
      return true;
    }
    if (action.kind === 'filter') return this.#openFilter();
    if (this.#open(action)) return true;
    if (action.kind === 'scroll') this.#record.scroll(action.by, action.direction);
    else if (action.kind === 'focus') this.#focusRecord();
    else if (action.kind !== 'toggleKeys') return this.#actAndFlash(action, at);
    else if (this.#session.view) this.#keys.toggle(this.#session.view);
    return true;
  }

  /** @returns whether the action opened something */
  #open(action: PageAction): boolean {
    const { kind } = action;
    const { view } = this.#session;
    if (!view) return false;
    const { state } = view;
    const shown = view.looking?.row ?? view.record;
    if (action.kind === 'like') this.#records.openLike(state, action);
    else if (kind === 'history' || kind === 'search') this.#records.open(kind, state);
    else if (kind === 'find' && shown) this.#find.open(state.strings);
    else if (kind === 'similar' && shown) this.#records.open(kind, state, shown);
    else if (kind === 'note' && shown) {
      this.#note.open(shown.recordId, shown.note ?? '', state.strings);
    } else return false;
    return true;
  }

  #actAndFlash(action: PageAction, at?: number): boolean {
    const before = this.#session.view;
    const { handled, given, remark } = this.#session.act(action, at);
    if (given && before && !prefersStillness()) this.#choices.flash(given, before);
    if (remark) this.#remark(remark);
    return handled;
  }

  /** @returns whether the filter is open now */
  #openFilter(): boolean {
    const { view } = this.#session;
    const without = { pass: 'inPass', decide: 'labelsHidden', choose: '', toggle: '' } as const;
    const remark = view && without[view.pad.mode];
    if (remark) this.#remark(remark);
    return Boolean(remark) || (view !== undefined && this.#choices.openFilter(view));
  }

  #openPicker(recordId: string, anchor: HTMLElement): void {
    const view = this.#session.view;
    const row = view?.recent.find((recent) => recent.recordId === recordId);
    if (view && row) this.#menu.open(row, view.state, anchor);
  }

  #remark(remark: Remark): void {
    const { strings } = this.#session.view?.state ?? {};
    if (!strings) return;
    const { multiLabel, conflicts, noSuggestion } = strings;
    this.#showStatus({ ...multiLabel.remarks, ...conflicts, noSuggestion }[remark]);
  }

  /** Shows the result of a key in the toolbar's place, until the next key. */
  #showStatus(sentence = ''): void {
    const { view } = this.#session;
    const { first } = this.#chords;
    this.#toolbar.showStatus(
      view && first ? `${first} ${view.state.strings.keyForEditor}` : sentence,
    );
  }

  #focusRecord(): void {
    this.#record.text.focus({ preventScroll: true });
  }

  #draw(view: SessionView, outcome?: Outcome): void {
    const { state, record, looking, recent, pad } = view;
    const shown = looking?.row ?? record;
    setShown(this.#page, true);
    this.#busy.draw(state.busy);
    this.#header.draw(state);
    this.#notices.draw(state.notices, state.strings);
    setShown(this.#record.element, shown !== undefined);
    setShown(this.#phase.element, shown === undefined);
    if (shown) {
      this.#record.expect(state.ahead.map(({ text }) => text));
      this.#record.draw(shown, state.strings, {
        words: shownWords(view),
        byWords: shownSuggestion(view) !== undefined && record?.fromDescriptions === true,
      });
      this.#find.refresh();
    } else this.#phase.draw(state);
    this.#page.classList.toggle('looking-back', looking !== undefined);
    this.#status.draw(view);
    this.#choices.draw(view);
    this.#toolbar.draw(state, {
      padMode: pad.mode,
      flagged: shown?.flagged ?? false,
      suggestionShown: view.suggestionShown,
      wordsShown: view.wordsShown,
      guidelinesShown: this.#guidelines.exists ? view.guidelinesShown : undefined,
      filter: hasManyLabels(view) && hasLabels(view),
      groupsShown: groupingOf(view),
      canAccept: pad.canAccept,
      suggests: view.suggestionShown && state.suggests,
      revisited: !looking && record?.revisited === true,
      deciding: !looking && state.deciding === true,
      enabled: pad.canAnswer,
      shown: shown !== undefined,
      canUndo: state.canUndo || recent.some(({ saving }) => saving),
    });
    this.#guidelines.draw(view.guidelinesShown, state.strings);
    this.#page.classList.toggle('guided', !this.#guidelines.element.hidden);
    this.#recent.draw(state, recent, looking?.row.recordId);
    const announcement = outcome && spokenAnswer(outcome, state);
    this.#announcer.draw(view, announcement, outcome && spokenMark(outcome, state));
    if (outcome?.asksNone) afterPaint(() => this.#session.noneShown());
  }
}

/** The words explain the suggestion, so they appear only with it. */
function shownWords(view: SessionView): readonly WordView[] {
  if (view.pad.mode === 'decide') return [];
  return (shownSuggestion(view) && view.wordsShown && view.record?.words) || [];
}

function prefersStillness(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') ||
    matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}
