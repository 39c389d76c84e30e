import { sentenceOf } from '../errors.ts';
import type { Progress } from '../progress.ts';
import type { Say } from '../say.ts';
import { offersOf, type EmbedParams } from './embeddingPort.ts';
import type { ActiveLearnerOptions } from './learnerOptions.ts';
import type { LearnerViews } from './learnerViews.ts';
import * as notices from './notices.ts';

export interface VectorsBehindOptions {
  readonly engine: ActiveLearnerOptions['engine'];
  readonly views: LearnerViews;
  readonly say: Say;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly report: (error: unknown) => void;
  /** Told when the vectors are there. */
  readonly ready: () => void;
}

/** Has the vectors of a model made while labelling goes on with others. */
export class VectorsBehindWork {
  readonly #options: VectorsBehindOptions;
  #abort: AbortController | undefined;

  constructor(options: VectorsBehindOptions) {
    this.#options = options;
  }

  start(params: EmbedParams): void {
    this.stop();
    const abort = new AbortController();
    this.#abort = abort;
    this.#prepare(params, abort.signal).catch((error: unknown) => {
      if (this.#abort !== abort) return;
      this.stop();
      const message = sentenceOf(error);
      if (message === undefined) this.#options.report(error);
      else
        this.#options.views.notice(
          notices.vectorsFailed(message, offersOf(error), this.#options.say),
        );
    });
  }

  stop(): void {
    this.#abort?.abort();
    this.#abort = undefined;
    const { views } = this.#options;
    if (!views.state.behind) return;
    delete views.state.behind;
    views.publish();
  }

  async #prepare(params: EmbedParams, signal: AbortSignal): Promise<void> {
    const { engine, views, say, ready } = this.#options;
    let began: { readonly step: number; readonly at: number } | undefined;
    const onProgress = ({ step, steps = 0 }: Progress): void => {
      if (signal.aborted) return;
      const at = this.#options.clock();
      began ??= { step, at };
      views.state.behind = { done: step, of: steps, ...rateOf(began, { step, at }, steps) };
      views.publish();
    };
    const vectors = await engine.remote.prepareVectors(params, { signal, onProgress });
    if (signal.aborted) return;
    this.stop();
    if (vectors.kind === 'otherLanguage') {
      views.notice(notices.otherLanguage(vectors.language, say));
    } else if (vectors.kind === 'ready') ready();
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
