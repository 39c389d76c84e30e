import { checkEvent, checkLastPart, checkPart, checkStamp } from '../../core/store/checkEvent.ts';
import type { NewEvent, Stamp, StepEvent } from '../../core/store/events.ts';
import { isStepEvent, writerFor } from '../../core/store/timeline.ts';
import type { DerivedView } from './derivedView.ts';
import type { JournalTable } from './journalTable.ts';
import type { WindowTable } from './windowTable.ts';

interface StepWriterOptions {
  readonly journal: JournalTable;
  readonly view: DerivedView;
  readonly windows: WindowTable;
  /** Id of this window; undefined if its events belong to any window. */
  readonly window: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly write: <T>(work: () => T) => T;
}

/** Appends steps: in one transaction, or in parts. */
export class StepWriter {
  readonly #options: StepWriterOptions;

  constructor(options: StepWriterOptions) {
    this.#options = options;
  }

  append(given: NewEvent | readonly NewEvent[]): StepEvent[] {
    const { journal, view, window, write } = this.#options;
    const events: readonly NewEvent[] = 'kind' in given ? [given] : given;
    events.forEach(checkEvent);
    return write(() => {
      const known = events.flatMap((event) => journal.byId(event.id) ?? []);
      const stored = known.filter(isStepEvent);
      if (stored.length === events.length) return stored;
      if (known.length > 0 || new Set(events.map((event) => event.id)).size < events.length) {
        throw new RangeError('A step was refused: some of its ids are known already.');
      }
      const placed = this.#placed(events, undefined, window);
      for (const event of placed) {
        journal.insert(event);
        view.append(event);
      }
      return placed;
    });
  }

  /** See `WritableStore.appendPart`. */
  appendPart(step: number | undefined, events: readonly NewEvent[], stamp: Stamp): number {
    checkPart(events);
    checkStamp(stamp);
    const { journal, view, windows, window, now, write } = this.#options;
    const writer = writerFor(window);
    return write(() => {
      // Registers the writer: once its process has ended, an incomplete step counts as abandoned.
      windows.present(writer, now());
      const placed = this.#placed(events, step, writer);
      for (const event of placed) journal.insert(event);
      const of = step ?? placed[0]!.step;
      if (step === undefined) view.begin(placed[0]!, { ...stamp, window: writer });
      view.appendPart(of, placed);
      return of;
    });
  }

  /** See `WritableStore.completeStep`. */
  completeStep(step: number, events: readonly NewEvent[], stamp: Stamp): void {
    checkLastPart(events);
    checkStamp(stamp);
    const { journal, view, windows, window, write } = this.#options;
    const writer = writerFor(window);
    write(() => {
      const placed = this.#placed(events, step, writer);
      for (const event of placed) journal.insert(event);
      view.complete(step, placed, { ...stamp, window: writer });
      windows.remove(writer);
    });
  }

  #placed(
    events: readonly NewEvent[],
    step: number | undefined,
    window: string | undefined,
  ): StepEvent[] {
    const next = this.#options.journal.lastSeq() + 1;
    const by = { step: step ?? next, ...(window !== undefined && { window }) };
    return events.map((event, i): StepEvent => ({ ...event, ...by, seq: next + i }));
  }
}
