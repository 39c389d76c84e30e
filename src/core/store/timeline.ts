import type { JournalEvent, JournalPosition, StepEvent, UndoEvent } from './events.ts';

/** The state of a step. */
interface StepState {
  readonly step: number;
  /** The window that made it; undefined: any. */
  window: string | undefined;
  state: 'done' | 'undone' | 'dropped';
  /** The window that undid it, and the position of its undo. */
  by: string | undefined;
  at: number;
}

/**
 * Whether a window may reverse what another did: its own steps, and steps without a window. Without
 * a window id it may reverse everything.
 */
export function isOwn(window: string | undefined, ownWindow: string | undefined): boolean {
  return window === undefined || ownWindow === undefined || window === ownWindow;
}

const writing = 'writing:';

/**
 * The author of a step that a window writes in several transactions. An undo by the same author
 * right after its first part keeps the step out of effect, and a redo by it puts the complete step
 * into effect. No window redoes a step that was left incomplete.
 */
export function writerFor(window: string | undefined): string {
  return `${writing}${window ?? ''}`;
}

/** Whether an event's window is the author of a step in parts; see `writerFor`. */
export function isWriter(window: string | null | undefined): boolean {
  return window?.startsWith(writing) ?? false;
}

/** The window that a step belongs to once it is complete. */
export function ownerOf(window: string | undefined): string | undefined {
  return isWriter(window) ? window!.slice(writing.length) || undefined : window;
}

/**
 * Which steps of the journal are in effect. Undo and redo name their step, not necessarily the
 * last: each window undoes its own. A new step drops the window's redo stack.
 */
export class Timeline {
  /** In journal order. */
  readonly #steps: StepState[] = [];
  readonly #byStep = new Map<number, StepState>();
  readonly #undone = new Set<StepState>();

  /** The timeline after a whole journal. */
  static of(journal: Iterable<JournalEvent>): Timeline {
    const timeline = new Timeline();
    for (const event of journal) timeline.add(event);
    return timeline;
  }

  /** Adds the next event of the journal. */
  add(event: JournalEvent): void {
    const { window } = event;
    if (event.kind === 'vectors') return;
    if (isReversal(event)) {
      const reversed = this.#byStep.get(event.undoes)!;
      reversed.state = event.kind === 'undo' ? 'undone' : 'done';
      reversed.by = window;
      reversed.at = event.seq;
      if (event.kind === 'undo') this.#undone.add(reversed);
      else this.#undone.delete(reversed);
      if (event.kind === 'undo' || !isWriter(window)) return;
      reversed.window = ownerOf(window);
      this.#drop(reversed.window);
    } else if (!this.#byStep.has(event.step)) {
      // A step in parts leaves the redo stack alone until it is complete.
      if (!isWriter(window)) this.#drop(window);
      const state: StepState = { step: event.step, window, state: 'done', by: undefined, at: 0 };
      this.#steps.push(state);
      this.#byStep.set(event.step, state);
    }
  }

  #drop(window: string | undefined): void {
    for (const state of this.#undone) {
      if (isWriter(state.by) || !isOwn(state.by, window)) continue;
      state.state = 'dropped';
      this.#undone.delete(state);
    }
  }

  isDone(step: number): boolean {
    return this.#byStep.get(step)?.state === 'done';
  }

  /** Whether a step is being written in parts, or was left incomplete. */
  isIncomplete(step: number): boolean {
    const { state, by } = this.#byStep.get(step) ?? {};
    return state === 'undone' && isWriter(by);
  }

  /** The last step in effect, of any window. */
  get lastDone(): number | undefined {
    return this.#steps.findLast(({ state }) => state === 'done')?.step;
  }

  /**
   * The step that undo reverts: the last of `ownWindow` or, if it has none left, the last one not made
   * by an open window.
   */
  nextUndo(ownWindow: string | undefined, open: ReadonlySet<string>): number | undefined {
    const done = this.#steps.filter(({ state }) => state === 'done');
    const own = done.findLast(({ window }) => isOwn(window, ownWindow));
    return (own ?? done.findLast(({ window }) => !open.has(window!)))?.step;
  }

  /**
   * The step that redo restores: the last one undone by `ownWindow` or, if nothing was appended since,
   * by a window that is now closed.
   */
  nextRedo(ownWindow: string | undefined, open: ReadonlySet<string>): number | undefined {
    const undone = this.#steps
      .filter(({ state, by }) => state === 'undone' && !isWriter(by))
      .sort((a, b) => a.at - b.at);
    const own = undone.findLast(({ by }) => isOwn(by, ownWindow));
    const newest = this.#steps.findLast(({ window }) => !isWriter(window))?.step ?? 0;
    return (own ?? undone.findLast(({ by, at }) => !open.has(by!) && at > newest))?.step;
  }

  /** The journal's events in effect, in order. */
  static *inEffect(journal: readonly JournalEvent[]): Iterable<StepEvent> {
    const timeline = Timeline.of(journal);
    for (const event of journal) {
      if (isStepEvent(event) && timeline.isDone(event.step)) yield event;
    }
  }
}

/** False for events outside steps: undo, redo and vector changes. */
export function isStepEvent(event: JournalEvent): event is StepEvent {
  return !isReversal(event) && event.kind !== 'vectors';
}

/** Whether an event undoes or redoes a step. */
export function isReversal(event: JournalEvent): event is UndoEvent & JournalPosition {
  return event.kind === 'undo' || event.kind === 'redo';
}
