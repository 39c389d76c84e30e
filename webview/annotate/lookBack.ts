import type { Drafts } from './pad/drafts.ts';
import type { RecentRow } from './screen.ts';
import type { LookingBack } from './sessionView.ts';

/** The earlier answer that the user looks back at, and whether they are changing it. */
export class LookBack {
  #recordId: string | undefined;
  #isChanging = false;
  readonly #drafts: Drafts;

  /**
   * @param drafts the marks of changes
   * @param changed the record whose change a reload interrupted
   */
  constructor(drafts: Drafts, changed: string | undefined) {
    this.#drafts = drafts;
    if (changed !== undefined) this.change(changed);
  }

  get isOpen(): boolean {
    return this.#recordId !== undefined;
  }

  /** The record whose answer is being changed. */
  get changed(): string | undefined {
    return this.#isChanging ? this.#recordId : undefined;
  }

  /** Undefined also if the answer is no longer among the recent ones. */
  in(recent: readonly RecentRow[]): LookingBack | undefined {
    const index = recent.findIndex(({ recordId }) => recordId === this.#recordId);
    const row = recent[index];
    return row && { row, position: index + 1, changing: this.#isChanging };
  }

  /** Shows an answer, read-only; undefined returns to the asked record. */
  at(recordId: string | undefined): void {
    this.#recordId = recordId;
    this.#isChanging = false;
  }

  change(recordId: string): void {
    this.#recordId = recordId;
    this.#isChanging = true;
  }

  /** Shows the answer read-only again and drops the marks of its change. */
  leaveChange(): void {
    const { changed } = this;
    if (changed === undefined) return;
    this.#drafts.drop(changed);
    this.at(changed);
  }

  /** Returns to the asked record from any state. */
  leave(): void {
    this.leaveChange();
    this.at(undefined);
  }
}
