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
import { actionOf } from './keys.ts';
import type { PageAction } from './keys.ts';
import { RecordsDialog } from './records/recordsDialog.ts';
import { offersPrefixGroups } from './prefixGroups.ts';
import { AnnotateSession } from './session.ts';
import { acceptance, accepts, shownSuggestion } from './suggestion.ts';
import { Announcer } from './view/announcer.ts';
import { Answers } from './view/answers.ts';
import { FindBar } from './view/findBar.ts';
import { GuidelinesPane } from './view/guidelinesPane.ts';
import { Header } from './view/header.ts';
import { LabelFilter } from './view/labelFilter.ts';
import type { FilterDrawing } from './view/labelFilter.ts';
import { KeysDialog } from './view/keysDialog.ts';
import { Likeliest } from './view/likeliest.ts';
import { NoteDialog } from './view/noteDialog.ts';
import { Notices } from './view/notices.ts';
import { PhasePane } from './view/phasePane.ts';
import { Picker } from './view/picker.ts';
import { RecentList } from './view/recentList.ts';
import { RecordPane } from './view/recordPane.ts';
import { StatusLine } from './view/statusLine.ts';
import { Toolbar } from './view/toolbar.ts';
import type { SessionView } from './sessionView.ts';

/** Up to this many labels have a digit each and need no filter. */
const KEYS_AT_A_GLANCE = 10;
/** Above this many labels the likeliest get a row of their own. */
const LABELS_AT_A_GLANCE = 15;

/** The annotation page: its parts, what keys and clicks do, and the one function that draws. */
export class AnnotatePage {
  readonly #session: AnnotateSession;
  readonly #busy = new BusyBar();
  readonly #header: Header;
  readonly #notices: Notices;
  readonly #record: RecordPane;
  readonly #phase: PhasePane;
  readonly #status: StatusLine;
  readonly #answers: Answers;
  readonly #likeliest: Likeliest;
  readonly #toolbar: Toolbar;
  readonly #recent: RecentList;
  readonly #picker: Picker;
  readonly #filter: LabelFilter;
  readonly #note: NoteDialog;
  readonly #records: RecordsDialog;
  readonly #find: FindBar;
  readonly #guidelines: GuidelinesPane;
  readonly #keys = new KeysDialog();
  readonly #announcer = new Announcer();
  readonly #page: HTMLElement;
  readonly #chords: Chords;
  #given: string | undefined;

  constructor(host: Host<AnnotateHostMessage, AnnotatePageMessage>) {
    const run = (command: PanelCommand): void => host.post({ type: 'command', command });
    const act = (action: PageAction, byPointer: boolean): void => {
      this.#perform(action);
      // After a click, Space skips the next record instead of pressing the button again.
      if (byPointer) this.#focusRecord();
    };
    const later = (then: () => void, ms: number): void => void setTimeout(then, ms);
    this.#chords = new Chords({ later, changed: () => this.#say() });
    this.#session = new AnnotateSession(
      {
        post: (message) => host.post(message),
        keep: (state) => host.keep(state),
        now: () => performance.now(),
        newId: () => crypto.randomUUID(),
        later,
      },
      host.kept(),
      (view) => this.#draw(view),
    );
    this.#header = new Header(() => run('showMetrics'));
    this.#notices = new Notices(run, (id) => host.post({ type: 'closeNotice', id }));
    this.#record = new RecordPane((recordId) => host.post({ type: 'goToSource', recordId }));
    this.#phase = new PhasePane(run, () => host.post({ type: 'revisit', what: 'skipped' }));
    this.#status = new StatusLine(
      () => this.#perform({ kind: 'change' }),
      () => this.#session.backToRecord(),
      () => host.post({ type: 'revisit' }),
    );
    const label = (index: number, byPointer: boolean): void =>
      act({ kind: 'label', index }, byPointer);
    this.#answers = new Answers(label);
    this.#likeliest = new Likeliest(label);
    const writeNote = (recordId: string, note: string): void => {
      const { view } = this.#session;
      if (view) this.#note.open(recordId, note, view.state.strings);
    };
    this.#note = new NoteDialog((recordId, note) => host.post({ type: 'note', recordId, note }));
    this.#records = new RecordsDialog({ post: (message) => host.post(message), writeNote });
    this.#find = new FindBar(this.#record.text, () => this.#focusRecord());
    this.#record.element.append(this.#find.element);
    this.#guidelines = new GuidelinesPane(() => this.#perform({ kind: 'toggleGuidelines' }));
    this.#filter = new LabelFilter(
      (index) => act({ kind: 'label', index }, true),
      () => {
        this.#page.classList.remove('filtering');
        // A hidden element keeps the focus until the next frame, and a key may come first.
        const { activeElement } = document;
        if (activeElement === document.body || this.#filter.element.contains(activeElement)) {
          this.#focusRecord();
        }
      },
    );
    this.#toolbar = new Toolbar(act);
    this.#recent = new RecentList((recordId, anchor) => this.#openPicker(recordId, anchor));
    this.#picker = new Picker((recordId, answer) => this.#session.change(recordId, answer));
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
        h(
          'div',
          { class: 'choices' },
          this.#likeliest.element,
          this.#answers.element,
          this.#filter.element,
        ),
        this.#toolbar.element,
      ),
      this.#recent.element,
    );
    // Their place in the reading order of a screen reader; both are drawn above the page.
    this.#header.element.append(this.#busy.element);
    this.#recent.element.append(this.#picker.element);
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
        this.#session.receive(message);
    }
  }

  #onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    const labels = this.#session.view?.state.labels ?? [];
    const press = pressOf(event);
    const action = actionOf(
      press,
      labels.map(({ key }) => key),
    );
    if (this.#picker.isOpen && !this.#records.isOpen) {
      if (this.#picker.press(press, action)) event.preventDefault();
    } else if (action && this.#perform(action)) event.preventDefault();
  }

  /** @returns whether the page handled it. */
  #perform(action: PageAction): boolean {
    if (action.kind === 'nothing') return true;
    this.#say();
    if (this.#keys.isOpen) {
      // The browser closes the dialogue on Escape.
      if (action.kind === 'toggleKeys') this.#keys.element.close();
      return action.kind !== 'escape' && action.kind !== 'scroll';
    }
    // While the list is open, commands of the host act on it.
    if (action.kind === 'like' && this.#records.isOpen) return this.#open(action);
    // Dialogues handle their own keys.
    if (this.#records.isOpen || this.#note.isOpen) return false;
    if (this.#picker.isOpen) {
      this.#picker.perform(action);
      return true;
    }
    if (action.kind === 'filter') return this.#openFilter();
    if (this.#open(action)) return true;
    if (action.kind === 'scroll') this.#record.scroll(action.by, action.direction);
    else if (action.kind === 'focus') this.#focusRecord();
    else if (action.kind !== 'toggleKeys') return this.#actAndFlash(action);
    else if (this.#session.view) this.#keys.toggle(this.#session.view.state);
    return true;
  }

  /** @returns whether the action opens something, and it is open now. */
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

  #actAndFlash(action: PageAction): boolean {
    const before = this.#session.view;
    this.#given = givenName(action, before);
    const { handled, given } = this.#session.act(action);
    this.#given = undefined;
    if (given?.kind === 'label' && before && !prefersStillness()) {
      this.#answers.flash(before.state.labels.findIndex(({ name }) => name === given.label));
    }
    const nothing = before && !given && accepts(action, before) && !acceptance(before);
    if (nothing) this.#say(before.state.strings.noSuggestion);
    return handled;
  }

  /** Only if a label may be given, and if there are enough labels for it to help. */
  #openFilter(): boolean {
    const view = this.#session.view;
    if (!view || view.state.labels.length <= KEYS_AT_A_GLANCE || !canAnswer(view)) return false;
    this.#page.classList.add('filtering');
    this.#filter.open(filterDrawing(view));
    return true;
  }

  #openPicker(recordId: string, anchor: HTMLElement): void {
    const view = this.#session.view;
    const row = view?.recent.find((recent) => recent.recordId === recordId);
    if (view && row) this.#picker.open(row, view.state, anchor);
  }

  /** Shows the result of a key in the toolbar's place, until the next key. */
  #say(sentence = ''): void {
    const { view } = this.#session;
    const { first } = this.#chords;
    this.#toolbar.say(view && first ? `${first} ${view.state.strings.keyForEditor}` : sentence);
  }

  #focusRecord(): void {
    this.#record.text.focus({ preventScroll: true });
  }

  #draw(view: SessionView): void {
    const { state, record, looking, recent } = view;
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
    const open = canAnswer(view);
    const suggestion = shownSuggestion(view);
    const chosen = looking ? looking.row.label : record?.answered;
    const many = state.labels.length > KEYS_AT_A_GLANCE;
    const suggests = view.suggestionShown && state.suggests;
    const grouped = many && offersPrefixGroups(state.labels) ? view.groupsShown : undefined;
    const byWords = record?.fromDescriptions === true;
    const answers = { suggestion, byWords, chosen, enabled: open };
    this.#answers.draw(state, { ...answers, grouped: grouped ?? false });
    this.#likeliest.draw(state, answers, suggests && state.labels.length > LABELS_AT_A_GLANCE);
    this.#filter.draw(filterDrawing(view));
    this.#toolbar.draw(state, {
      flagged: shown?.flagged ?? false,
      suggestionShown: view.suggestionShown,
      wordsShown: view.wordsShown,
      guidelinesShown: this.#guidelines.exists ? view.guidelinesShown : undefined,
      filter: many,
      groupsShown: grouped,
      canAccept: acceptance(view) !== undefined,
      suggests,
      revisited: !looking && record?.revisited === true,
      enabled: open,
      shown: shown !== undefined,
      canUndo: state.canUndo || recent.some(({ saving }) => saving),
    });
    this.#guidelines.draw(view.guidelinesShown, state.strings);
    this.#page.classList.toggle('guided', !this.#guidelines.element.hidden);
    this.#recent.draw(state, recent, looking?.row.recordId);
    this.#announcer.draw(view, this.#given);
  }
}

function canAnswer({ looking, record, hold }: SessionView): boolean {
  return looking ? looking.changing : record !== undefined && hold === undefined;
}

/** The words explain the suggestion, so they appear only with it. */
function shownWords(view: SessionView): readonly WordView[] {
  return (shownSuggestion(view) && view.wordsShown && view.record?.words) || [];
}

function filterDrawing(view: SessionView): FilterDrawing {
  return { state: view.state, suggestion: shownSuggestion(view) };
}

/** What is said to a screen reader when an action answers a record. */
function givenName(action: PageAction, view: SessionView | undefined): string | undefined {
  if (!view?.record || view.hold || view.looking) return undefined;
  const { labels, strings } = view.state;
  if (action.kind === 'label') return labels[action.index]?.name;
  if (accepts(action, view)) return acceptance(view)?.label;
  return action.kind === 'skip' ? strings.skipped : undefined;
}

function prefersStillness(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') ||
    matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}
