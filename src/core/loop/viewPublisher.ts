import type { Message } from '../messages/message.ts';
import { userMessageOf } from '../errors.ts';
import type { Write } from './journal/writeQueue.ts';
import { storeClosed } from './closedNotices.ts';
import type { LearnerView } from './learnerView.ts';
import * as notices from './notices.ts';
import { clearedByOpening, type OpenedPool } from './preparePool.ts';
import { openingState, type ViewState } from './viewState.ts';
import { Signal } from './loopEvents.ts';
import type { Notice } from './learnerPhase.ts';

/** The latest snapshot of the loop, published to its listeners on every change. */
export class ViewPublisher {
  state: ViewState = openingState();
  #build: ((state: ViewState) => LearnerView) | undefined;
  readonly #changed = new Signal<[view: LearnerView]>();
  #latest: LearnerView | undefined;
  #closed = false;

  /** @param build creates a snapshot; set once all the parts that it reads exist */
  buildWith(build: (state: ViewState) => LearnerView): void {
    this.#build = build;
  }

  /** Must not be read before `buildWith`. */
  get latest(): LearnerView {
    this.#latest ??= this.#build!(this.state);
    return this.#latest;
  }

  onChange(listener: (view: LearnerView) => void): () => void {
    return this.#changed.on(listener);
  }

  readonly publish = (): void => {
    if (this.#closed || !this.#build) return;
    this.#latest = this.#build(this.state);
    this.#changed.emit(this.#latest);
  };

  readonly progress = (progress: NonNullable<ViewState['busy']>): void => {
    this.state.busy = progress;
    this.publish();
  };

  /** Call when no background work is running. */
  readonly idle = (): void => {
    delete this.state.busy;
    this.publish();
  };

  notice(notice: Notice): void {
    this.state.notices.set(notice.id, notice);
    this.publish();
  }

  clearNotice(id: Notice['id']): void {
    if (this.state.notices.delete(id)) this.publish();
  }

  /** Closes a notice until its message changes. */
  async closeNotice(id: string, write: Write): Promise<void> {
    const notice = this.latest.notices.find((shown) => shown.id === id);
    if (!notice?.closable) return;
    await write((into) => storeClosed(into, notice));
    this.clearNotice(notice.id);
  }

  /** @param why the strategy fails; undefined when it works again */
  readonly strategyFailed = (why: Message | undefined): void => {
    if (why !== undefined) this.notice(notices.strategyNotice(why));
    else this.clearNotice('strategy-failed');
  };

  /** Shows or clears the notice that a lock makes answers wait. */
  readonly lockChanged = (waiting: boolean): void => {
    if (waiting) this.notice(notices.locked());
    else this.clearNotice('store-locked');
  };

  /** Takes over the state and notices of an opened pool. */
  opened({ state, notices: found }: OpenedPool): void {
    this.state = { ...this.state, ...state };
    for (const id of clearedByOpening) this.state.notices.delete(id);
    for (const notice of found) this.notice(notice);
  }

  openingFailed(error: unknown): void {
    const message = userMessageOf(error);
    if (message !== undefined) this.failed(message);
  }

  /** Enters the failed phase: the pool is unavailable. */
  failed(message: Message): void {
    // A missing database takes precedence.
    if (this.state.phase.kind === 'failed' && this.state.phase.answersGone) return;
    this.state.phase = { kind: 'failed', message };
    this.publish();
  }

  /** Enters the failed phase: the database has disappeared, and nothing is asked until it is restored. */
  answersGone(why: Message): void {
    this.state.phase = notices.answersGone(why);
    this.publish();
  }

  close(): void {
    this.#closed = true;
    this.#changed.close();
  }
}
