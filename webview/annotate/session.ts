import { maxPending } from '../../src/protocol/annotate.ts';
import type {
  AnnotateHostMessage,
  AnnotatePageMessage,
  AnnotateState,
  AnnotateStrings,
  Answer,
} from '../../src/protocol/annotate.ts';
import type { PageAction } from './keys.ts';
import { acknowledge, caughtUp, emptyOutbox, refuse, restoreUnsaved, send } from './outbox.ts';
import type { Outbox } from './outbox.ts';
import { recentRows, recordOnScreen } from './screen.ts';
import type { RecentRow } from './screen.ts';
import { Stopwatch } from './stopwatch.ts';
import { acceptance } from './suggestion.ts';
import { restoreSwitches } from './switches.ts';
import type { Switches } from './switches.ts';
import type { SessionView, LookingBack } from './sessionView.ts';
import type { DrawnState } from './drawnState.ts';

/** What the session needs from its environment. */
export interface SessionPorts {
  post(message: AnnotatePageMessage): void;
  /** Stores a small value that survives a reload of the page. */
  keep(state: unknown): void;
  /** A monotonic clock in milliseconds. */
  now(): number;
  newId(): string;
  later(run: () => void, ms: number): void;
}

export interface Outcome {
  /** Whether the action applied. */
  readonly handled: boolean;
  /** The answer that was given. */
  readonly given?: Answer;
}

/** After this many milliseconds without acknowledgement the page says that an answer is slow. */
const SILENCE = 5000;
/** Maximum time for which an undo blocks answers if no state follows, in milliseconds. */
const PATIENCE = 1000;
const SNIPPET = 300;
const ignored: Outcome = { handled: false };
const handled: Outcome = { handled: true };

/**
 * The page's side of the conversation: it draws ahead of the host and keeps answers until they are
 * acknowledged. Independent of drawing.
 */
export class AnnotateSession {
  readonly #ports: SessionPorts;
  readonly #stopwatch = new Stopwatch();
  #strings: AnnotateStrings | undefined;
  #state: DrawnState | undefined;
  #outbox: Outbox = emptyOutbox;
  /** Undos pressed while answers were on their way: they are sent when those are saved. */
  #undos = 0;
  /** Sequence number of the undo or redo whose effect is pending; 0 for none. */
  #awaited = 0;
  #steps = 0;
  #looking: { recordId: string; changing: boolean } | undefined;
  #switches: Switches;
  #refusal: string | undefined;
  /** Answers whose acknowledgement is overdue. */
  readonly #overdue = new Set<string>();
  #resend: boolean;
  #visible = true;
  /** The value stored last, to skip writes without a change. */
  #kept = '';
  readonly #onChange: (view: SessionView) => void;

  /**
   * @param kept the value stored by `keep` before a reload.
   * @param onChange draws; called synchronously within the event that caused the change.
   */
  constructor(ports: SessionPorts, kept: unknown, onChange: (view: SessionView) => void) {
    this.#ports = ports;
    this.#onChange = onChange;
    this.#outbox = { ...emptyOutbox, unsaved: restoreUnsaved(kept) };
    this.#switches = restoreSwitches(kept);
    this.#resend = this.#outbox.unsaved.length > 0;
  }

  /** Undefined until the host has sent its first state. */
  get view(): SessionView | undefined {
    const state = this.#state;
    if (!state) return undefined;
    const recent = recentRows(state, this.#outbox);
    return {
      state,
      recent,
      record: recordOnScreen(state, this.#outbox),
      looking: this.#lookingBack(recent),
      suggestionShown: this.#switches.suggestion ?? state.showSuggestion,
      wordsShown: this.#switches.words,
      guidelinesShown: this.#switches.guidelines,
      groupsShown: this.#switches.groups,
      hold: this.#hold,
      refusal: this.#refusal,
      silent: this.#outbox.unsaved.some(({ answerId }) => this.#overdue.has(answerId)),
    };
  }

  receive(message: AnnotateHostMessage): void {
    switch (message.type) {
      case 'strings':
        this.#strings = message.strings;
        return;
      case 'state':
        this.#receiveState(message.state);
        break;
      case 'found':
      case 'rows':
      case 'guidelines':
        return;
      case 'ack':
        this.#outbox = acknowledge(this.#outbox, message.answerId);
        this.#sendUndos();
        break;
      case 'refused':
        this.#receiveRefusal(message.answerId, message.reason);
        break;
      case 'act':
        this.act(message.action);
        return;
    }
    this.#changed();
  }

  act(action: PageAction): Outcome {
    const outcome = this.#perform(action);
    if (outcome.handled) this.#changed();
    return outcome;
  }

  /** Changes an earlier answer in place, unless another window has replaced it since. */
  change(recordId: string, answer: Answer): void {
    const row = this.view?.recent.find((recent) => recent.recordId === recordId);
    const shown = row?.seq === undefined ? {} : { shown: row.seq };
    this.#ports.post({ type: 'change', recordId, answer, ...shown });
  }

  /** Leaves looking back, in whatever state. */
  backToRecord(): void {
    this.#looking = undefined;
    this.#changed();
  }

  /** Tells the host whether explanations are wanted. */
  explain(): void {
    this.#ports.post({ type: 'explain', shown: this.#switches.words });
  }

  setVisible(visible: boolean): void {
    this.#visible = visible;
    this.#time();
  }

  get #hold(): SessionView['hold'] {
    if (this.#undos > 0 || this.#awaited > 0) return 'undoing';
    return this.#outbox.unsaved.length >= maxPending ? 'saving' : undefined;
  }

  #perform(action: PageAction): Outcome {
    const view = this.view;
    if (!view) return ignored;
    switch (action.kind) {
      case 'label': {
        const label = view.state.labels[action.index];
        return label ? this.#answer(view, { kind: 'label', label: label.name }) : ignored;
      }
      case 'skip':
        return this.#answer(view, { kind: 'skip' });
      case 'flag':
        return this.#answer(view, {
          kind: 'flag',
          flagged: !(view.looking?.row ?? view.record)?.flagged,
        });
      case 'undo':
        return this.#undo(view);
      case 'redo':
        return this.#redo(view);
      case 'look':
        return this.#look(view, action.step);
      case 'change':
        return this.#startChange(view);
      case 'enter':
        return view.looking ? this.#startChange(view) : this.#accept(view);
      case 'accept':
        return view.looking ? handled : this.#accept(view);
      case 'escape':
        return this.#stepBack(view);
      case 'toggleSuggestion':
        return this.#switch({ suggestion: !view.suggestionShown });
      case 'toggleWords':
        this.#switch({ words: !view.wordsShown });
        this.explain();
        return handled;
      case 'toggleGuidelines':
        return this.#switch({ guidelines: !view.guidelinesShown });
      case 'toggleGroups':
        return this.#switch({ groups: !view.groupsShown });
      case 'note':
      case 'history':
      case 'search':
      case 'similar':
      case 'like':
      case 'find':
      case 'toggleKeys':
      case 'focus':
      case 'scroll':
      case 'filter':
      case 'nothing':
        return ignored;
    }
  }

  #answer({ looking, record, hold }: SessionView, answer: Answer): Outcome {
    if (looking) {
      // Looking back is read-only until the user asks for a change.
      if (!looking.changing) return handled;
      this.change(looking.row.recordId, answer);
      if (answer.kind !== 'flag')
        this.#looking = { recordId: looking.row.recordId, changing: false };
      return { handled: true, given: answer };
    }
    if (!record || hold) return handled;
    const { recordId } = record;
    const message = {
      answerId: this.#ports.newId(),
      recordId,
      answer,
      elapsedMs: Math.round(this.#stopwatch.elapsed(this.#ports.now())),
      ...(record.ask && { ask: record.ask }),
    };
    this.#refusal = undefined;
    this.#outbox = send(this.#outbox, {
      ...message,
      text: record.text.slice(0, SNIPPET),
      flagged: record.flagged,
    });
    // Stored before it is sent, so that the answer always exists somewhere.
    this.#keep();
    this.#ports.post({ type: 'answer', ...message });
    this.#expect(message.answerId);
    return { handled: true, given: answer };
  }

  #switch(to: Partial<Switches>): Outcome {
    this.#switches = { ...this.#switches, ...to };
    return handled;
  }

  #accept(view: SessionView): Outcome {
    const answer = acceptance(view);
    return answer ? this.#answer(view, answer) : handled;
  }

  /** Tells the user if the host does not acknowledge an answer for a while. */
  #expect(answerId: string): void {
    this.#ports.later(() => {
      if (!this.#outbox.unsaved.some((sent) => sent.answerId === answerId)) return;
      this.#overdue.add(answerId);
      this.#changed();
    }, SILENCE);
  }

  #undo({ state }: SessionView): Outcome {
    this.#looking = undefined;
    if (this.#outbox.unsaved.length > 0) this.#undos++;
    else if (state.canUndo || this.#outbox.saved.length > 0) this.#sendStep('undo');
    return handled;
  }

  #redo({ state }: SessionView): Outcome {
    this.#looking = undefined;
    if (this.#outbox.unsaved.length === 0 && state.canRedo) this.#sendStep('redo');
    return handled;
  }

  #sendUndos(): void {
    if (this.#outbox.unsaved.length > 0) return;
    for (; this.#undos > 0; this.#undos--) this.#sendStep('undo');
  }

  /** Blocks answers until its effect is on screen; they would go to the wrong record. */
  #sendStep(type: 'undo' | 'redo'): void {
    const step = ++this.#steps;
    this.#awaited = step;
    this.#ports.post({ type });
    this.#ports.later(() => {
      if (this.#awaited !== step) return;
      this.#awaited = 0;
      this.#changed();
    }, PATIENCE);
  }

  #look({ recent, looking }: SessionView, step: -1 | 1): Outcome {
    if (!looking && step === 1) return ignored;
    const position = (looking?.position ?? 0) - step;
    if (position > recent.length) return handled;
    const row = recent[position - 1];
    this.#looking = row && { recordId: row.recordId, changing: false };
    return handled;
  }

  #startChange({ looking }: SessionView): Outcome {
    if (!looking || looking.row.saving) return ignored;
    this.#looking = { recordId: looking.row.recordId, changing: true };
    return handled;
  }

  #stepBack({ looking }: SessionView): Outcome {
    if (looking) {
      const { recordId } = looking.row;
      this.#looking = looking.changing ? { recordId, changing: false } : undefined;
      return handled;
    }
    if (this.#refusal === undefined) return ignored;
    this.#refusal = undefined;
    return handled;
  }

  /** The texts are there before it. */
  #receiveState(state: AnnotateState): void {
    if (!this.#strings) return;
    // A changed setting overrides an earlier toggle.
    if (this.#state && this.#state.showSuggestion !== state.showSuggestion) {
      this.#switch({ suggestion: undefined });
    }
    this.#state = { ...state, strings: this.#strings };
    this.#outbox = caughtUp(this.#outbox);
    this.#awaited = 0;
    if (!this.#resend) return;
    this.#resend = false;
    for (const { text: _, flagged: __, ...message } of this.#outbox.unsaved) {
      this.#ports.post({ type: 'answer', ...message });
      this.#expect(message.answerId);
    }
  }

  #receiveRefusal(answerId: string, reason: string): void {
    // An undo that waited for the refused answer has nothing to undo.
    if (this.#outbox.unsaved.at(-1)?.answerId === answerId && this.#undos > 0) this.#undos--;
    this.#outbox = refuse(this.#outbox, answerId);
    this.#refusal = reason;
    this.#looking = undefined;
    this.#sendUndos();
  }

  #lookingBack(recent: readonly RecentRow[]): LookingBack | undefined {
    const index = recent.findIndex(({ recordId }) => recordId === this.#looking?.recordId);
    const row = recent[index];
    return row && { row, position: index + 1, changing: this.#looking?.changing ?? false };
  }

  #changed(): void {
    const view = this.view;
    if (!view) return;
    this.#time();
    this.#stopwatch.show(view.record?.recordId, this.#ports.now());
    this.#keep();
    this.#onChange(view);
  }

  /** Time spent looking back does not count for the record. */
  #time(): void {
    this.#stopwatch.setVisible(this.#visible && !this.#looking, this.#ports.now());
  }

  #keep(): void {
    const { groups, ...switches } = this.#switches;
    const state = { unsaved: this.#outbox.unsaved, ...switches, ...(groups ? { groups } : {}) };
    const written = JSON.stringify(state);
    if (written !== this.#kept) this.#ports.keep(state);
    this.#kept = written;
  }
}
