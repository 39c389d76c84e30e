import { userMessageOf } from '../../errors.ts';
import type { Progress } from '../../progress.ts';
import type { Store } from '../../store/store.ts';
import type { JournalWriter } from '../journal/journalWriter.ts';
import type { ActiveLearnerOptions } from '../learnerOptions.ts';
import type { BackgroundProgress } from '../learnerView.ts';
import type { ViewPublisher } from '../viewPublisher.ts';
import type { KnownAnswers } from '../journal/knownAnswers.ts';
import type { AskQueue } from '../queue/askQueue.ts';
import { embeddingOrder } from './embeddingOrder.ts';
import * as notices from '../notices.ts';
import { offersOf, type EmbedParams } from '../../engine/embeddingApi.ts';

export interface BackgroundEmbeddingOptions {
  readonly engine: ActiveLearnerOptions['engine'];
  readonly store: Store;
  readonly write: JournalWriter['write'];
  readonly views: ViewPublisher;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Its records are embedded first. */
  readonly queue: AskQueue;
  readonly answers: KnownAnswers;
  readonly report: (error: unknown) => void;
  /** Called when all vectors for these parameters are computed. */
  readonly ready: (made: EmbedParams) => void;
}

/** Progress at which the user paused the embedding; stored across sessions. */
const pausedSetting = 'embedding.paused';

type EmbeddedCount = Pick<BackgroundProgress, 'done' | 'of'>;

/** Embeds the pool with a model in the background while labelling uses other vectors. */
export class BackgroundEmbedding {
  readonly #options: BackgroundEmbeddingOptions;
  #abort: AbortController | undefined;
  /** Parameters of the running or paused embedding. */
  #params: EmbedParams | undefined;

  constructor(options: BackgroundEmbeddingOptions) {
    this.#options = options;
  }

  start(params: EmbedParams): void {
    this.stop();
    this.#params = params;
    const paused = this.#options.store.setting(pausedSetting) as EmbeddedCount | undefined;
    if (paused) return this.#show({ ...paused, paused: true });
    const abort = new AbortController();
    this.#abort = abort;
    this.#prepare(params, abort.signal).catch((error: unknown) => {
      if (this.#abort !== abort) return;
      this.stop();
      const message = userMessageOf(error);
      if (message === undefined) return this.#options.report(error);
      this.#options.views.notice(notices.vectorsFailed(message, offersOf(error)));
    });
  }

  stop(): void {
    this.#abort?.abort();
    this.#abort = undefined;
    this.#params = undefined;
    if (this.#options.views.state.background) this.#show(undefined);
  }

  /** Stops until `resume`; vectors computed so far are kept. */
  async pause(): Promise<void> {
    const { views, write } = this.#options;
    const { background } = views.state;
    if (!this.#params || background?.paused) return;
    this.#abort?.abort();
    this.#abort = undefined;
    const { done, of } = background ?? { done: 0, of: views.state.pool.size };
    this.#show({ done, of, paused: true });
    await write((into) => into.setSetting(pausedSetting, { done, of } satisfies EmbeddedCount));
  }

  async resume(): Promise<void> {
    const { write } = this.#options;
    await write((into) => into.setSetting(pausedSetting, undefined));
    if (this.#params && !this.#abort) this.start(this.#params);
  }

  #show(progress: BackgroundProgress | undefined): void {
    const { views } = this.#options;
    if (progress) views.state.background = progress;
    else delete views.state.background;
    views.publish();
  }

  async #prepare(params: EmbedParams, signal: AbortSignal): Promise<void> {
    const { engine, store, answers, clock, queue, ready } = this.#options;
    const reading = answers.catchUp();
    if (reading) await reading;
    if (signal.aborted) return;
    let began: { readonly step: number; readonly at: number } | undefined;
    const onProgress = ({ step, steps = 0 }: Progress): void => {
      if (signal.aborted) return;
      const at = clock();
      began ??= { step, at };
      this.#show({ done: step, of: steps, ...rateOf(began, { step, at }, steps) });
    };
    const ordered = { ...params, order: embeddingOrder(store, answers, queue) };
    const vectors = await engine.remote.prepareVectors(ordered, { signal, onProgress });
    if (signal.aborted) return;
    this.stop();
    if (vectors.kind === 'ready') ready(params);
  }
}

function rateOf(
  began: { readonly step: number; readonly at: number },
  now: { readonly step: number; readonly at: number },
  steps: number,
): { perSecond?: number; secondsLeft?: number } {
  const seconds = (now.at - began.at) / 1000;
  const made = now.step - began.step;
  if (seconds <= 0 || made <= 0) return {};
  const perSecond = made / seconds;
  return { perSecond, secondsLeft: (steps - now.step) / perSecond };
}
