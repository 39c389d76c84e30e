import type { RecentRow } from './screen.ts';
import type { LookingBack } from './sessionView.ts';

/** Which earlier answer is looked back at, and whether it is being changed. */
export class LookBack {
  #recordId: string | undefined;
  #isChanging = false;

  /** @param changed the record whose change a reload has interrupted */
  constructor(changed: string | undefined) {
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

  /** Shows an answer, read-only; undefined returns to the record that is asked. */
  at(recordId: string | undefined): void {
    this.#recordId = recordId;
    this.#isChanging = false;
  }

  change(recordId: string): void {
    this.#recordId = recordId;
    this.#isChanging = true;
  }
}
