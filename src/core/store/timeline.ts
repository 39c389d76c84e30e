import type { JournalEvent, StepEvent } from './events.ts';

/**
 * Which steps of the journal are in effect. History is linear: undo takes back the last step in
 * effect, redo brings back the one last taken back, and a new step drops what could be redone.
 */
export class Timeline {
  readonly #done: number[] = [];
  readonly #undone: number[] = [];

  /** The timeline after a whole journal. */
  static of(journal: Iterable<JournalEvent>): Timeline {
    const timeline = new Timeline();
    for (const event of journal) timeline.add(event);
    return timeline;
  }

  /** Follows one more event of the journal. */
  add(event: JournalEvent): void {
    if (event.kind === 'undo') this.#undone.push(this.#done.pop()!);
    else if (event.kind === 'redo') this.#done.push(this.#undone.pop()!);
    else if (this.#done.at(-1) !== event.step) {
      this.#done.push(event.step);
      this.#undone.length = 0;
    }
  }

  /** Steps in effect, in order. */
  get done(): readonly number[] {
    return this.#done;
  }

  /** Steps that can be redone; the last one is next. */
  get undone(): readonly number[] {
    return this.#undone;
  }

  /** The events of a journal whose steps are in effect, in order. */
  static *inEffect(journal: readonly JournalEvent[]): Iterable<StepEvent> {
    const done = new Set(Timeline.of(journal).done);
    for (const event of journal) {
      if (isStepEvent(event) && done.has(event.step)) yield event;
    }
  }
}

/** False for undo and redo, which speak of steps and belong to none. */
export function isStepEvent(event: JournalEvent): event is StepEvent {
  return event.kind !== 'undo' && event.kind !== 'redo';
}
