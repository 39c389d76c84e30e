import type { Answer } from '../../../src/protocol/annotate.ts';

/** Maximum number of records with marks: more than an annotator leaves half-marked. */
const MOST = 20;

/** Unsaved marks, by record. They survive a reload of the page. */
export class Drafts {
  readonly #marks = new Map<string, readonly string[]>();
  /** The marks of the last sent change, which the host may refuse. */
  #sent: { readonly recordId: string; readonly marks: readonly string[] } | undefined;

  /** @param kept the value of `kept` before a reload; ignored if invalid */
  constructor(kept: unknown) {
    if (typeof kept !== 'object' || kept === null || !('marks' in kept)) return;
    if (typeof kept.marks !== 'object' || kept.marks === null) return;
    for (const [recordId, marks] of Object.entries(kept.marks)) {
      if (Array.isArray(marks) && marks.every((mark) => typeof mark === 'string')) {
        this.#marks.set(recordId, marks);
      }
    }
  }

  /** Empty if there are none. */
  get kept(): { readonly marks?: Readonly<Record<string, readonly string[]>> } {
    return this.#marks.size > 0 ? { marks: Object.fromEntries(this.#marks) } : {};
  }

  /** Undefined if nothing was marked since the record's answer. */
  of(recordId: string | undefined): readonly string[] | undefined {
    return recordId === undefined ? undefined : this.#marks.get(recordId);
  }

  set(recordId: string, marks: readonly string[]): void {
    this.#marks.delete(recordId);
    this.#marks.set(recordId, marks);
    const [oldest] = this.#marks.keys();
    if (this.#marks.size > MOST && oldest !== undefined) this.#marks.delete(oldest);
  }

  drop(recordId: string): void {
    this.#marks.delete(recordId);
  }

  changeSent(recordId: string, answer: Answer): void {
    const marks = answer.kind === 'labels' && !answer.judged ? answer.yes : undefined;
    this.#sent = marks && { recordId, marks };
  }

  /** Marks the labels of a refused change again. */
  changeRefused(recordId: string): void {
    if (this.#sent?.recordId === recordId) this.set(recordId, this.#sent.marks);
  }
}

/** The record whose change a reload interrupted; undefined for none. */
export function restoredChange(kept: unknown): string | undefined {
  if (typeof kept !== 'object' || kept === null || !('changed' in kept)) return undefined;
  return typeof kept.changed === 'string' ? kept.changed : undefined;
}
