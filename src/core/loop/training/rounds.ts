import { labelNames } from '../../labels.ts';
import { roundInterval } from '../../metrics/learningCurve.ts';
import type { Store } from '../../store/store.ts';
import type { Round, RoundChoices, RoundHead } from '../../store/storedRounds.ts';
import type { Write } from '../journal/writeQueue.ts';
import type { EngineAccess } from '../engine/engineAccess.ts';
import type { HoldoutProgress } from '../holdout/holdoutProgress.ts';
import { clearReworded, rewordedLabels, roundPriorOf, wordingOf } from '../labels/labelWording.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import { answersOf } from './trainingSet.ts';
import type { FitOverrides } from './trainer.ts';
import { drawnRounds, earlierBy, roundsToRescore } from './segment.ts';
import { latestVectors, onlyVectorsSince } from '../journal/vectorChanges.ts';
import { answersWith, RoundVectors } from './roundVectors.ts';
import type { HoldoutMetrics } from '../../metrics/holdoutMetrics.ts';
import type { Engine, WorkOptions } from '../../engine/engineApi.ts';
import type { FitSummary, StoredHead } from '../../engine/modelApi.ts';
import type { EvaluateParams, HoldoutAnswers } from '../../engine/evaluationApi.ts';

export interface RoundsOptions {
  readonly store: Store;
  readonly live: LiveProject;
  readonly holdout: HoldoutProgress;
  readonly engine: () => Engine;
  readonly access: Pick<EngineAccess, 'vectors'>;
  readonly clock: () => number;
  /** Waits for locks. */
  readonly write: Write;
}

/** Number of the current round, stored with the reason for asking; 0 before the first. */
export function currentRound(store: Pick<Store, 'rounds'>): number {
  return store.rounds().at(-1)?.number ?? 0;
}

/** Whether a refit on `labels` training labels becomes a round when the last round used `last`. */
function roundDue(labels: number, last: number): boolean {
  return Math.abs(labels - last) >= roundInterval(last);
}

/**
 * Records rounds: heads that are stored and scored. The hold-out is read here only to score finished heads;
 * it selects nothing.
 */
export class Rounds {
  readonly #options: RoundsOptions;
  /** The hold-out answers and labels that all stored rounds were last scored on. */
  #scoredOn: string | undefined;
  /** The same for rounds on earlier vectors. */
  #earlierScoredOn: string | undefined;
  readonly #vectors: RoundVectors;

  constructor(options: RoundsOptions) {
    this.#options = options;
    this.#vectors = new RoundVectors(options);
  }

  /**
   * Records a fit as a round if one is due; with `always`, if there are new answers; in any case if it has
   * settings of its own.
   * @param made journal positions of the fit's answers and from which its batch is in effect, with the
   * strategy that drew it
   * @returns whether a round was recorded
   */
  async record(
    fit: FitSummary,
    made: Pick<Round, 'seq' | 'query' | 'start'> & { readonly inEffectFrom: number },
    { always, overrides }: { readonly always: boolean; readonly overrides?: FitOverrides },
  ): Promise<boolean> {
    const { store, live, clock, write } = this.#options;
    const { seq } = made;
    const last = store.rounds().at(-1);
    const wording = fit.prior && wordingOf(fit.prior.texts);
    // The first round of a curve segment is due at once, as is the first with other label texts.
    const goesOn = last && earlierBy(store, fit.embedding)(last) === undefined;
    if (!overrides && goesOn && last.choices?.prior?.wording === wording) {
      if (!always && !roundDue(fit.trainedOn, last.labels)) return false;
      if (last.seq === seq || onlyVectorsSince(store, last.seq)) return false;
    }
    const head: RoundHead = { bytes: fit.bytes, labels: fit.columns };
    const choices = this.choicesOf(fit);
    const { prior } = choices;
    const [metrics] = await this.score([this.#underCurrentNames(head, seq, choices)]);
    const vectors = await this.#vectors.missing(fit.embedding);
    const round = {
      at: clock(),
      labels: fit.trainedOn,
      ...made,
      ...(live.project.task === 'multi' && { task: live.project.task }),
      seed: overrides?.seed ?? live.project.seed,
      kernel: fit.kernel,
      c: fit.c,
      embedding: fit.embedding,
      head,
      ...(metrics ? { metrics } : {}),
    };
    await write((into) => {
      // Other windows record rounds too.
      const number = (into.rounds().at(-1)?.number ?? 0) + 1;
      const reworded = prior ? rewordedLabels(into) : [];
      const all = { ...choices, ...(reworded.length > 0 && { reworded }) };
      into.addRound({ ...round, number, ...(Object.keys(all).length > 0 && { choices: all }) });
      if (vectors) into.holdoutVectors.add(vectors);
      if (prior) clearReworded(into);
    });
    return true;
  }

  /** The choices made for a fit on the current vectors, stored with its round. */
  choicesOf(fit: Pick<FitSummary, 'prior' | 'temperature' | 'columns' | 'learnt'>): RoundChoices {
    const { store, access } = this.#options;
    const { temperature } = fit;
    const prior = roundPriorOf(fit);
    const weights =
      access.vectors?.weighs && latestVectors(store)?.blocks.map(({ weight }) => weight);
    return {
      ...(weights && { weights }),
      ...(prior && { prior }),
      ...(temperature !== undefined && { temperature }),
    };
  }

  /**
   * Rescores every head on these vectors when the hold-out's answers have changed, so that the whole curve
   * uses the same answers.
   * @param embedding fingerprint of the pool's vectors
   */
  async rescore(embedding: string): Promise<void> {
    const { store, write } = this.#options;
    await this.#vectors.complete(embedding);
    const state = this.#state;
    if (state === this.#scoredOn) return;
    const heads = drawnRounds(store, embedding).flatMap((round) => {
      const head = this.storedHead(round.number, embedding);
      return head ? [{ round, head }] : [];
    });
    const metrics = await this.score(heads.map(({ head }) => head));
    for (const [i, { round }] of heads.entries()) {
      const scored = metrics[i];
      if (!scored) continue;
      await write((into) => {
        if (round.original) into.refits.setMetrics(round.number, embedding, scored);
        else into.setRoundMetrics(round.number, scored);
      });
    }
    this.#scoredOn = state;
  }

  /** Whether `rescoreEarlier` has something to do. */
  earlierAreBehind(embedding: string): boolean {
    return this.#earlierScoredOn !== `${embedding} ${this.#state}`;
  }

  /**
   * Rescores the latest rounds on other embeddings if the hold-out's vectors under them are stored. Records that joined
   * the hold-out later have no such vector: metrics on fewer than all answers replace only metrics on at most
   * as many. Rounds without stored vectors keep their metrics.
   * @param embedding fingerprint of the pool's vectors
   */
  async rescoreEarlier(embedding: string, signal?: AbortSignal): Promise<void> {
    const { store, write } = this.#options;
    const state = `${embedding} ${this.#state}`;
    const answers = this.holdoutAnswers();
    const rounds = roundsToRescore(store, embedding);
    for (const of of new Set(rounds.map((round) => round.embedding))) {
      const vectors = store.holdoutVectors.of(of);
      const holdout = vectors && answersWith(answers, vectors);
      if (!holdout || holdout.ids.length === 0) continue;
      const own = rounds.filter((round) => round.embedding === of);
      const heads = own.flatMap((round) => {
        const head = this.storedHead(round.number, of);
        return head ? [{ round, head }] : [];
      });
      const stored = heads.map(({ head }) => head);
      const scored = await this.score(stored, { holdout, vectors, ...(signal && { signal }) });
      const isWhole = holdout.ids.length === answers.ids.length;
      const better = heads.flatMap(({ round }, i) => {
        const metrics = scored[i];
        if (!metrics || !(isWhole || metrics.n >= (round.metrics?.n ?? 0))) return [];
        return [{ number: round.number, metrics }];
      });
      if (better.length === 0) continue;
      await write((into) => {
        for (const { number, metrics } of better) into.setRoundMetrics(number, metrics);
      });
    }
    this.#earlierScoredOn = state;
  }

  get #state(): string {
    const { labels } = this.#options.live.project;
    return JSON.stringify([this.holdoutAnswers(), labelNames(labels)]);
  }

  /**
   * A round's head as fitted or refitted on these vectors, under the current label names; undefined if there
   * is none, or if it knows none of the current labels.
   * @param embedding fingerprint
   */
  storedHead(number: number, embedding: string): StoredHead | undefined {
    const { store } = this.#options;
    const round = store.rounds().find((candidate) => candidate.number === number);
    const refit = store.refits
      .all()
      .find((stored) => stored.number === number && stored.embedding === embedding);
    const isOwn = round?.embedding === embedding;
    const head = isOwn ? store.head(number) : store.refits.head(number, embedding);
    const fitted = isOwn ? round : refit;
    if (!head || !fitted) return undefined;
    const stored = this.#underCurrentNames(head, fitted.seq, fitted.choices);
    const known = new Set(labelNames(this.#options.live.project.labels));
    return stored.labels.some((label) => known.has(label)) ? stored : undefined;
  }

  #underCurrentNames(
    { bytes, labels }: RoundHead,
    seq: number,
    { prior, temperature }: RoundChoices = {},
  ): StoredHead {
    const { store } = this.#options;
    const current = (label: string): string => store.currentLabel(label, seq);
    const described = prior?.described.map(current);
    return {
      bytes,
      labels: labels.map(current),
      ...(described && { described }),
      ...(temperature !== undefined && { temperature }),
    };
  }

  /**
   * Metrics of the heads on the answered part of the hold-out, in the same order; empty if none of it is
   * answered.
   * @param on answers and vectors to use instead of the current ones
   */
  async score(
    heads: StoredHead[],
    on: Partial<Pick<EvaluateParams, 'holdout' | 'vectors'>> & Pick<WorkOptions, 'signal'> = {},
  ): Promise<HoldoutMetrics[]> {
    const { engine, live } = this.#options;
    const { labels, seed } = live.project;
    const { holdout = this.holdoutAnswers(), vectors, signal } = on;
    if (holdout.ids.length === 0 || heads.length === 0) return [];
    const params = { heads, holdout, labels: labelNames(labels), seed };
    const work = signal ? { signal } : {};
    return engine().evaluate({ ...params, ...(vectors && { vectors }) }, work);
  }

  /** The hold-out records that metrics are computed on and that carry a label of the current label set. */
  holdoutAnswers(): HoldoutAnswers {
    const { holdout, live } = this.#options;
    const { labels, task } = live.project;
    const counted = holdout.counted();
    const answers = counted.map(({ recordId, label, labels: judged }) => ({
      recordId,
      ...(label !== undefined && { label }),
      ...(judged && { labels: judged }),
    }));
    const set = answersOf(answers, { labels: labelNames(labels), task });
    const members = new Map(counted.map((member) => [member.recordId, member]));
    const found = set.ids.map((id) => members.get(id)!);
    return {
      ...set,
      multiplicities: found.map(({ multiplicity }) => multiplicity),
      groups: found.map(({ group }) => group),
    };
  }
}
