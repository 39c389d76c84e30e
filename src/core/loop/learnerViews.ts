import { sentenceOf } from '../errors.ts';
import type { Say } from '../say.ts';
import type { LearnerView, Notice } from './learnerView.ts';
import { strategyNotice } from './notices.ts';
import { perOpening } from './opening.ts';
import { openingState, type ViewState } from './viewState.ts';

/** The latest snapshot of the loop, and who is told of every new one. */
export class LearnerViews {
  state: ViewState = openingState();
  readonly #build: (state: ViewState) => LearnerView;
  readonly #listeners = new Set<(view: LearnerView) => void>();
  #latest: LearnerView | undefined;
  #closed = false;

  constructor(build: (state: ViewState) => LearnerView) {
    this.#build = build;
  }

  get latest(): LearnerView {
    this.#latest ??= this.#build(this.state);
    return this.#latest;
  }

  onChange(listener: (view: LearnerView) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readonly publish = (): void => {
    if (this.#closed) return;
    this.#latest = this.#build(this.state);
    for (const listener of this.#listeners) listener(this.#latest);
  };

  readonly progress = (progress: NonNullable<ViewState['busy']>): void => {
    this.state.busy = progress;
    this.publish();
  };

  notice(notice: Notice): void {
    this.state.notices.set(notice.id, notice);
    this.publish();
  }

  noticeEnds(id: Notice['id']): void {
    if (this.state.notices.delete(id)) this.publish();
  }

  /** @param why a strategy fails; undefined when it serves again */
  strategyTrouble(why: string | undefined, say: Say): void {
    if (why !== undefined) this.notice(strategyNotice(why, say));
    else this.noticeEnds('strategy-failed');
  }

  /** The pool is open: what it holds, and what became of answered records in it. */
  opened({ state, notices }: { state: Partial<ViewState>; notices: readonly Notice[] }): void {
    this.state = { ...this.state, ...state };
    for (const id of perOpening) this.state.notices.delete(id);
    for (const notice of notices) this.notice(notice);
  }

  openingFailed(error: unknown): void {
    const message = sentenceOf(error);
    if (message !== undefined) this.failed(message);
  }

  /** The pool cannot be asked about. */
  failed(message: string): void {
    this.state.phase = { kind: 'failed', message };
    this.publish();
  }

  close(): void {
    this.#closed = true;
    this.#listeners.clear();
  }
}
