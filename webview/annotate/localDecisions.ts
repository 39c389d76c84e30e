import type { AnnotateState, AskedView } from '../../src/protocol/annotate.ts';
import type { Situation } from './pad/padOf.ts';
import type { SessionView } from './sessionView.ts';

/** The user's decisions about records on screen that are not answers. Independent of the host. */
export class LocalDecisions {
  /** Records deferred to the end, in order, which the host may still list first. */
  #deferred: readonly string[] = [];
  /** The record that gets a new answer instead of one of its conflicting ones. */
  #newAnswer: string | undefined;

  get deferred(): readonly string[] {
    return this.#deferred;
  }

  defer(recordId: string): void {
    this.#deferred = [...this.#deferred.filter((id) => id !== recordId), recordId];
    this.#newAnswer = undefined;
  }

  /** Hides the conflicting answers of a record; undefined shows them again. */
  giveNewAnswer(recordId: string | undefined): void {
    this.#newAnswer = recordId;
  }

  /** The situation that determines how the record on screen is answered. */
  situation({
    state: { task, pass },
    record,
    looking,
  }: Pick<SessionView, 'state' | 'record' | 'looking'>): Situation {
    const decides = !looking && hasCandidates(record) && record!.recordId !== this.#newAnswer;
    return { task, pass, decides };
  }

  /** Whether the conflicting answers are hidden. */
  hides(record: AskedView | undefined): boolean {
    return hasCandidates(record) && record!.recordId === this.#newAnswer;
  }

  /** Call with every state of the host. */
  follow(before: AnnotateState | undefined, state: AnnotateState): void {
    const isSame = state.pass?.label === before?.pass?.label && state.deciding === before?.deciding;
    // The host has already moved the others to the end.
    this.#deferred = isSame
      ? this.#deferred.filter((id) => state.ahead.some(({ recordId }) => recordId === id))
      : [];
    if (!state.ahead.some(({ recordId }) => recordId === this.#newAnswer))
      this.#newAnswer = undefined;
  }
}

function hasCandidates(record: AskedView | undefined): boolean {
  return (record?.candidates?.length ?? 0) > 0;
}
