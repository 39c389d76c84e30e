import type {
  AnnotateHostMessage,
  AnnotateState,
  AnnotateStrings,
  Answer,
} from '../../src/protocol/annotate.ts';
import { LocalDecisions } from './localDecisions.ts';
import { persistedState } from './persistedState.ts';
import type { PageAction } from './keys.ts';
import { LookBack } from './lookBack.ts';
import { handled, ignored, type Outcome } from './outcome.ts';
import type { AnswerPad, PadRecord, PadStep } from './pad/answerPad.ts';
import { Drafts, restoredChange } from './pad/drafts.ts';
import { NoneQuestion } from './pad/noneQuestion.ts';
import { padOf } from './pad/padOf.ts';
import { padRecord } from './pad/padRecord.ts';
import { padView } from './pad/padView.ts';
import { remainingInPass, recentRows, recordOnScreen } from './screen.ts';
import { Sending } from './sending.ts';
import type { SessionPorts } from './sessionPorts.ts';
import { Stopwatch } from './stopwatch.ts';
import { restoreSwitches, type Switches } from './switches.ts';
import type { SessionView } from './sessionView.ts';
import type { DrawnState } from './drawnState.ts';

const SNIPPET = 300;

/**
 * The page's side of the protocol: it draws ahead of the host, and keeps answers until they are acknowledged
 * and marks until their answer is. Independent of drawing.
 */
export class AnnotateSession {
  readonly #ports: SessionPorts;
  readonly #stopwatch = new Stopwatch();
  readonly #sending: Sending;
  readonly #drafts: Drafts;
  #strings: AnnotateStrings | undefined;
  #state: DrawnState | undefined;
  readonly #decisions = new LocalDecisions();
  readonly #lookBack: LookBack;
  readonly #noneQuestion = new NoneQuestion();
  #switches: Switches;
  #refusal: string | undefined;
  #visible = true;
  /** The value stored last, to skip writes without a change. */
  #kept = '';
  readonly #onChange: (view: SessionView, outcome: Outcome | undefined) => void;

  /**
   * @param kept the value stored by `keep` before a reload.
   * @param onChange draws; called synchronously within the event that caused the change. The outcome is that
   * of an action.
   */
  constructor(
    ports: SessionPorts,
    kept: unknown,
    onChange: (view: SessionView, outcome: Outcome | undefined) => void,
  ) {
    this.#ports = ports;
    this.#onChange = onChange;
    this.#sending = new Sending(ports, kept, () => this.#changed());
    this.#drafts = new Drafts(kept);
    this.#switches = restoreSwitches(kept);
    this.#lookBack = new LookBack(this.#drafts, restoredChange(kept));
  }

  /** Undefined until the host has sent its first state. */
  get view(): SessionView | undefined {
    const state = this.#state;
    if (!state) return undefined;
    const { outbox, hold, isOverdue } = this.#sending;
    const recent = recentRows(state, outbox);
    const record = recordOnScreen(state, outbox, this.#decisions.deferred);
    const looking = this.#lookBack.in(recent);
    const suggestionShown = this.#switches.suggestion ?? state.showSuggestion;
    return {
      state,
      recent,
      record,
      looking,
      pad: padView({
        pad: padOf(this.#decisions.situation({ state, record, looking })),
        on: this.#padRecord({ state, record, looking, suggestionShown }),
        record,
        looking,
        hold,
        asksNone: this.#noneQuestion.isOpen,
        left: remainingInPass(state, outbox),
        canReturn: !looking && this.#decisions.hides(record),
      }),
      suggestionShown,
      wordsShown: this.#switches.words,
      guidelinesShown: this.#switches.guidelines,
      groupsShown: this.#switches.groups,
      hold,
      refusal: this.#refusal,
      isOverdue,
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
      case 'ack': {
        const saved = this.#sending.acknowledge(message.answerId);
        if (saved && saved.answer.kind !== 'flag') this.#drafts.drop(saved.recordId);
        break;
      }
      case 'refused':
        this.#sending.refuse(message.answerId);
        this.#refusal = message.reason;
        this.#lookBack.at(undefined);
        break;
      case 'notChanged':
        this.#drafts.changeRefused(message.recordId);
        this.#lookBack.change(message.recordId);
        this.#refusal = message.reason;
        break;
      case 'act':
        this.act(message.action);
        return;
    }
    this.#changed();
  }

  /** @param at when the user acted */
  act(action: PageAction, at = this.#ports.now()): Outcome {
    const outcome = this.#perform(action, at);
    if (!outcome.handled) return outcome;
    // The question stays until the next action.
    if (!outcome.asksNone) this.#noneQuestion.drop();
    this.#changed(outcome);
    return outcome;
  }

  /** Changes an earlier answer in place, unless another window has replaced it since. */
  change(recordId: string, answer: Answer): void {
    const row = this.view?.recent.find((recent) => recent.recordId === recordId);
    const shown = row?.seq === undefined ? {} : { shown: row.seq };
    this.#drafts.changeSent(recordId, answer);
    this.#ports.post({ type: 'change', recordId, answer, ...shown });
  }

  /** Returns from looking back, from any state. */
  backToRecord(): void {
    this.#lookBack.leave();
    this.#changed();
  }

  /** Call when the question whether no label applies is on screen and can be answered. */
  noneShown(): void {
    this.#noneQuestion.shown(this.#ports.now());
  }

  /** Tells the host whether explanations are wanted. */
  explain(): void {
    this.#ports.post({ type: 'explain', shown: this.#switches.words });
  }

  setVisible(visible: boolean): void {
    this.#visible = visible;
    this.#time();
  }

  #perform(action: PageAction, at: number): Outcome {
    const view = this.view;
    if (!view) return ignored;
    const { state } = view;
    const press = (step: (pad: AnswerPad, on: PadRecord) => PadStep): Outcome => {
      const on = this.#padRecord(view, at);
      return this.#take(view, on, step(padOf(this.#decisions.situation(view)), on));
    };
    switch (action.kind) {
      case 'label':
        return press((pad, on) => pad.label(on, action.index));
      case 'judge':
        return press((pad, on) => pad.judge(on, action.yes));
      case 'take':
        return press((pad, on) => pad.take(on, action.index));
      case 'newAnswer':
        this.#decisions.giveNewAnswer(view.record?.recordId);
        return handled;
      case 'skip':
        // While conflicts are decided, a record can be left unchanged.
        if (state.deciding && !view.looking) return this.#defer(view);
        return press((pad, on) => pad.skip(on));
      case 'enter':
        return view.looking && !view.looking.changing
          ? this.#startChange(view)
          : press((pad, on) => pad.enter(on));
      case 'save':
        return press((pad, on) => pad.save(on));
      case 'accept':
        return press((pad, on) => pad.accept(on));
      case 'flag':
        return this.#answer(view, {
          kind: 'flag',
          flagged: !(view.looking?.row ?? view.record)?.flagged,
        });
      case 'undo':
        this.#lookBack.at(undefined);
        this.#sending.undo(state.canUndo);
        return handled;
      case 'redo':
        this.#lookBack.at(undefined);
        this.#sending.redo(state.canRedo);
        return handled;
      case 'look':
        return this.#look(view, action.step);
      case 'change':
        return this.#startChange(view);
      case 'escape':
        return this.#stepBack(view, press);
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

  #take(view: SessionView, { stored }: PadRecord, step: PadStep): Outcome {
    const shown = view.looking?.row ?? view.record;
    switch (step.kind) {
      case 'answer':
        return this.#answer(view, step.answer);
      case 'mark': {
        if (!shown || !view.pad.canMark) return handled;
        const { marks, label } = step;
        if (marks.length === 0 && stored.length === 0) this.#drafts.drop(shown.recordId);
        else this.#drafts.set(shown.recordId, marks);
        if (label === undefined) return handled;
        return { handled: true, toggled: { label, on: marks.includes(label) } };
      }
      case 'ask':
        if (!shown || !view.pad.canAnswer) return handled;
        this.#noneQuestion.ask(shown.recordId);
        return { handled: true, asksNone: true };
      case 'defer':
        return this.#defer(view);
      case 'remark':
        return { handled: true, remark: step.remark };
      case 'nothing':
        return handled;
    }
  }

  #answer({ looking, record, pad }: SessionView, answer: Answer): Outcome {
    // Looking back is read-only until the user asks for a change.
    if (!pad.canAnswer) return handled;
    this.#refusal = undefined;
    if (looking) {
      const { recordId } = looking.row;
      this.change(recordId, answer);
      if (answer.kind !== 'flag') this.#lookBack.leaveChange();
      return { handled: true, given: answer, changes: true };
    }
    if (!record) return handled;
    const { recordId } = record;
    // Marks stay until the answer is saved: a refusal shows them again.
    if (answer.kind === 'labels' && !answer.judged) this.#drafts.set(recordId, answer.yes);
    const sent = {
      answerId: this.#ports.newId(),
      recordId,
      answer,
      elapsedMs: Math.round(this.#stopwatch.elapsed(this.#ports.now())),
      ...(record.ask && { ask: record.ask }),
      text: record.text.slice(0, SNIPPET),
      flagged: record.flagged,
      ...(record.judged && { judged: record.judged }),
    };
    this.#sending.send(sent, () => this.#keep());
    return { handled: true, given: answer };
  }

  #defer({ record, looking, pad }: SessionView): Outcome {
    if (!record || looking || !pad.canAnswer) return handled;
    const { recordId } = record;
    this.#ports.post({ type: 'defer', recordId });
    this.#decisions.defer(recordId);
    if (this.view?.record?.recordId !== recordId) return handled;
    return { handled: true, remark: this.view.state.deciding ? 'last' : 'lastOfPass' };
  }

  #switch(to: Partial<Switches>): Outcome {
    this.#switches = { ...this.#switches, ...to };
    return handled;
  }

  #look({ recent, looking }: SessionView, step: -1 | 1): Outcome {
    if (!looking && step === 1) return ignored;
    const position = (looking?.position ?? 0) - step;
    if (position > recent.length) return handled;
    this.#lookBack.leaveChange();
    this.#lookBack.at(recent[position - 1]?.recordId);
    return handled;
  }

  #startChange({ looking }: SessionView): Outcome {
    if (!looking || looking.row.saving) return ignored;
    this.#lookBack.change(looking.row.recordId);
    return handled;
  }

  #stepBack(
    { looking }: SessionView,
    press: (step: (pad: AnswerPad, on: PadRecord) => PadStep) => Outcome,
  ): Outcome {
    if (this.#noneQuestion.isOpen) this.#noneQuestion.drop();
    else if (looking?.changing) this.#lookBack.leaveChange();
    else if (looking) this.#lookBack.at(undefined);
    else if (this.#refusal !== undefined) this.#refusal = undefined;
    else if (this.view?.pad.mode === 'toggle' && this.view.pad.marked.length > 0) {
      return press((pad, on) => pad.clear(on));
    } else if (this.view?.pad.canReturn) this.#decisions.giveNewAnswer(undefined);
    else return ignored;
    return handled;
  }

  /** The strings arrive before the first state. */
  #receiveState(state: AnnotateState): void {
    if (!this.#strings) return;
    // A changed setting overrides an earlier toggle.
    if (this.#state && this.#state.showSuggestion !== state.showSuggestion) {
      this.#switch({ suggestion: undefined });
    }
    this.#decisions.follow(this.#state, state);
    this.#state = { ...state, strings: this.#strings };
    this.#sending.catchUp();
    const shown = this.view?.looking?.row ?? this.view?.record;
    this.#noneQuestion.keepFor(shown?.recordId);
  }

  /** @param at when a key was pressed */
  #padRecord(
    view: Pick<SessionView, 'state' | 'record' | 'looking' | 'suggestionShown'>,
    at = -Infinity,
  ): PadRecord {
    const { recordId } = view.looking?.row ?? view.record ?? {};
    return padRecord(view, this.#drafts.of(recordId), this.#noneQuestion.isConfirmedAt(at));
  }

  #changed(outcome?: Outcome): void {
    const view = this.view;
    if (!view) return;
    this.#time();
    this.#stopwatch.show(view.record?.recordId, this.#ports.now());
    this.#keep();
    this.#onChange(view, outcome);
  }

  /** Time spent looking back does not count for the record. */
  #time(): void {
    this.#stopwatch.setVisible(this.#visible && !this.#lookBack.isOpen, this.#ports.now());
  }

  #keep(): void {
    const state = persistedState(
      this.#sending.outbox,
      this.#switches,
      this.#drafts,
      this.#lookBack,
    );
    const written = JSON.stringify(state);
    if (written !== this.#kept) this.#ports.keep(state);
    this.#kept = written;
  }
}
