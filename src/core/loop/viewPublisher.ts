import type { Message } from '../messages/message.ts';
import { userMessageOf } from '../errors.ts';
import type { Write } from './journal/writeQueue.ts';
import { keepClosed } from './closedNotices.ts';
import type { LearnerView } from './learnerView.ts';
import * as notices from './notices.ts';
import { endedByOpening, type Opened } from './preparePool.ts';
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

  /** @param build how a snapshot is made, once everything that it shows exists */
  buildWith(build: (state: ViewState) => LearnerView): void {
    this.#build = build;
  }

  /** Not to be read before `buildWith`. */
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

  /** No work runs in the background any more. */
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

  /** Not shown again until it says something else. */
  async closeNotice(id: string, write: Write): Promise<void> {
    const notice = this.latest.notices.find((one) => one.id === id);
    if (!notice?.closable) return;
    await write((into) => keepClosed(into, notice));
    this.clearNotice(notice.id);
  }

  /** @param why the strategy cannot draw; undefined when it can again */
  readonly strategyFailed = (why: Message | undefined): void => {
    if (why !== undefined) this.notice(notices.strategyNotice(why));
    else this.clearNotice('strategy-failed');
  };

  /** A lock keeps answers waiting, or has gone. */
  readonly lockChanged = (waiting: boolean): void => {
    if (waiting) this.notice(notices.locked());
    else this.clearNotice('store-locked');
  };

  /** The pool is open: what it holds, and what became of answered records in it. */
  opened({ state, notices: found }: Opened): void {
    this.state = { ...this.state, ...state };
    for (const id of endedByOpening) this.state.notices.delete(id);
    for (const notice of found) this.notice(notice);
  }

  openingFailed(error: unknown): void {
    const message = userMessageOf(error);
    if (message !== undefined) this.failed(message);
  }

  /** The pool cannot be asked about. */
  failed(message: Message): void {
    // That the database is gone comes first.
    if (this.state.phase.kind === 'failed' && this.state.phase.answersGone) return;
    this.state.phase = { kind: 'failed', message };
    this.publish();
  }

  /** The database is not on the disk any more: nothing is asked until it is restored. */
  answersGone(why: Message): void {
    this.state.phase = notices.answersGone(why);
    this.publish();
  }

  close(): void {
    this.#closed = true;
    this.#changed.close();
  }
}
