import type { JournalEvent, Placed, StepEvent, UndoEvent } from './events.ts';

/** What became of a step. */
interface StepState {
  readonly step: number;
  /** The window that made it; undefined: any. */
  readonly window: string | undefined;
  state: 'done' | 'undone' | 'dropped';
  /** The window that took it back, and the position of its undo. */
  by: string | undefined;
  at: number;
}

/**
 * Whether what one window did is another's to reverse: its own, or what no window is named for.
 * Without a window of one's own everything is.
 */
export function isOwn(window: string | undefined, mine: string | undefined): boolean {
  return window === undefined || mine === undefined || window === mine;
}

/**
 * Which steps of the journal are in effect. Undo and redo name their step, which need not be the
 * last: each window takes back its own. A new step drops what its window could have redone.
 */
export class Timeline {
  /** In the order of the journal. */
  readonly #steps: StepState[] = [];
  readonly #byStep = new Map<number, StepState>();

  /** The timeline after a whole journal. */
  static of(journal: Iterable<JournalEvent>): Timeline {
    const timeline = new Timeline();
    for (const event of journal) timeline.add(event);
    return timeline;
  }

  /** Follows one more event of the journal. */
  add(event: JournalEvent): void {
    const { window } = event;
    if (event.kind === 'vectors') return;
    if (isReversal(event)) {
      const reversed = this.#byStep.get(event.undoes)!;
      reversed.state = event.kind === 'undo' ? 'undone' : 'done';
      reversed.by = window;
      reversed.at = event.seq;
    } else if (!this.#byStep.has(event.step)) {
      for (const state of this.#steps) {
        if (state.state === 'undone' && isOwn(state.by, window)) state.state = 'dropped';
      }
      const state: StepState = { step: event.step, window, state: 'done', by: undefined, at: 0 };
      this.#steps.push(state);
      this.#byStep.set(event.step, state);
    }
  }

  isDone(step: number): boolean {
    return this.#byStep.get(step)?.state === 'done';
  }

  /** The last step in effect, whoever made it. */
  get lastDone(): number | undefined {
    return this.#steps.findLast(({ state }) => state === 'done')?.step;
  }

  /**
   * The step that undo takes back: the last of `mine`, or, when it has none left, the last that no
   * open window made.
   */
  nextUndo(mine: string | undefined, open: ReadonlySet<string>): number | undefined {
    const done = this.#steps.filter(({ state }) => state === 'done');
    const own = done.findLast(({ window }) => isOwn(window, mine));
    return (own ?? done.findLast(({ window }) => !open.has(window!)))?.step;
  }

  /**
   * The step that redo brings back: the one that `mine` took back last, or, if nothing was appended
   * since, the one that a window took back that is closed by now.
   */
  nextRedo(mine: string | undefined, open: ReadonlySet<string>): number | undefined {
    const undone = this.#steps
      .filter(({ state }) => state === 'undone')
      .sort((a, b) => a.at - b.at);
    const own = undone.findLast(({ by }) => isOwn(by, mine));
    const newest = this.#steps.at(-1)?.step ?? 0;
    return (own ?? undone.findLast(({ by, at }) => !open.has(by!) && at > newest))?.step;
  }

  /** The events of a journal whose steps are in effect, in order. */
  static *inEffect(journal: readonly JournalEvent[]): Iterable<StepEvent> {
    const timeline = Timeline.of(journal);
    for (const event of journal) {
      if (isStepEvent(event) && timeline.isDone(event.step)) yield event;
    }
  }
}

/** False for what belongs to no step: undo and redo, which speak of one, and changes of the vectors. */
export function isStepEvent(event: JournalEvent): event is StepEvent {
  return !isReversal(event) && event.kind !== 'vectors';
}

export function isReversal(event: JournalEvent): event is UndoEvent & Placed {
  return event.kind === 'undo' || event.kind === 'redo';
}
