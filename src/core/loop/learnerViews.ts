import type { LearnerView, Notice } from './learnerView.ts';
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

  close(): void {
    this.#closed = true;
    this.#listeners.clear();
  }
}
