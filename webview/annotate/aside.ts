import type { AnnotateState, AskedView } from '../../src/protocol/annotate.ts';
import type { Situation } from './pad/padOf.ts';
import type { SessionView } from './sessionView.ts';

/** What was decided about records on screen without answering them. Independent of the host. */
export class Aside {
  /** Records that were left for later and the host may still list first; in that order. */
  #deferred: readonly string[] = [];
  /** The record that gets a new answer, though it has answers to choose from. */
  #newAnswer: string | undefined;

  get deferred(): readonly string[] {
    return this.#deferred;
  }

  defer(recordId: string): void {
    this.#deferred = [...this.#deferred.filter((id) => id !== recordId), recordId];
    this.#newAnswer = undefined;
  }

  /** Undefined shows the answers to choose from again. */
  answerAnew(recordId: string | undefined): void {
    this.#newAnswer = recordId;
  }

  /** What decides how the record on screen is answered. */
  situation({
    state: { task, pass },
    record,
    looking,
  }: Pick<SessionView, 'state' | 'record' | 'looking'>): Situation {
    const decides = !looking && hasCandidates(record) && record!.recordId !== this.#newAnswer;
    return { task, pass, decides };
  }

  /** Whether answers to choose from are hidden. */
  hides(record: AskedView | undefined): boolean {
    return hasCandidates(record) && record!.recordId === this.#newAnswer;
  }

  /** To be called with every state of the host. */
  follow(before: AnnotateState | undefined, state: AnnotateState): void {
    const isSame = state.pass?.label === before?.pass?.label && state.deciding === before?.deciding;
    // The host has moved the others out of sight.
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
