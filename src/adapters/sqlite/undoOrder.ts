import type { Step } from '../../core/store/store.ts';
import { undoable } from '../../core/store/imports.ts';
import { isOwn, ownerOf } from '../../core/store/timeline.ts';
import type { JournalTable } from './journalTable.ts';
import type { PartsTable } from './partsTable.ts';
import { StepInParts } from './reversalInParts.ts';
import type { StepTable } from './stepTable.ts';
import type { WindowTable } from './windowTable.ts';

interface UndoOrderOptions {
  readonly journal: JournalTable;
  readonly parts: PartsTable;
  readonly steps: StepTable;
  readonly windows: WindowTable;
  /** Id of this window; undefined if its events belong to any window. */
  readonly window: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Determines which steps this window undoes and redoes next. */
export class UndoOrder {
  readonly #options: UndoOrderOptions;
  #sized: { readonly step: number; readonly size: number } | undefined;

  constructor(options: UndoOrderOptions) {
    this.#options = options;
  }

  nextUndo(): Step | undefined {
    return this.#stepAt(this.#nextUndo());
  }

  nextRedo(): Step | undefined {
    return this.#stepAt(this.#nextRedo());
  }

  /** Number of records that `undo` would affect; undefined if there is nothing to undo. */
  undoSize(): number | undefined {
    const step = this.#nextUndo();
    if (step === undefined) return undefined;
    // Steps are immutable, so the cached size is valid while the same step is next.
    if (this.#sized?.step !== step) {
      const { journal, parts } = this.#options;
      this.#sized = { step, size: parts.records(step) ?? journal.recordsOfStep(step) };
    }
    return this.#sized.size;
  }

  /** Whether `undo` would reverse a step of a closed window that is not the last step. */
  undoIsFar(): boolean {
    const { journal, steps, window } = this.#options;
    const step = this.#nextUndo();
    if (step === undefined || step === steps.lastDone) return false;
    return !isOwn(ownerOf(journal.first(step)?.window), window);
  }

  canRedo(): boolean {
    return this.#nextRedo() !== undefined;
  }

  /** @throws RangeError as `undoable` */
  inEffect(step: number): Step | undefined {
    if (!this.#options.steps.isDone(step)) return undefined;
    const found = this.#stepAt(step)!;
    return found.inParts ? found : undoable(found);
  }

  #nextUndo(): number | undefined {
    const { steps, windows, window, now } = this.#options;
    return steps.nextUndo(window, () => windows.open(now()));
  }

  #nextRedo(): number | undefined {
    const { steps, windows, window, now } = this.#options;
    return steps.nextRedo(window, () => windows.open(now()));
  }

  #stepAt(step: number | undefined): Step | undefined {
    const { journal, parts } = this.#options;
    if (step === undefined) return undefined;
    return parts.has(step) ? new StepInParts(journal, step) : { step, events: journal.step(step) };
  }
}
