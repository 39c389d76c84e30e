import { isCvDue } from '../../heads/chooseC.ts';
import { enoughForWeight } from '../../heads/chooseWeight.ts';
import type { Label } from '../../labels.ts';
import { defaultSets } from '../../projectFile/defaultSets.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { RecordId } from '../../record.ts';
import { Rng } from '../../rng.ts';
import type {
  RoundChoices,
  RoundHead,
  RoundPrior,
  Store,
  StoredAnswer,
} from '../../store/store.ts';
import type { Write } from '../answers/commits.ts';
import { defaultsInEffect } from './defaultsInEffect.ts';
import type { DrawLog } from './drawLog.ts';
import type { Engine } from '../../engine/engineApi.ts';
import type { HoldoutProgress } from '../holdout/holdoutProgress.ts';
import {
  priorAsked,
  rewordedLabels,
  roundPriorOf,
  rewordingTold,
  wordingOf,
} from '../labels/labelWording.ts';
import { choiceSetting, lastChoice, type LastChoice } from './lastChoice.ts';
import { drawnRounds, earlierBy } from './segment.ts';
import { neverTrainedOn, trainingSet } from './trainingSet.ts';
import { roundDue } from '../turns.ts';
import { latestVectors, onlyVectorsSince } from '../embedding/vectorChanges.ts';
import type {
  BesideFit,
  FitParams,
  FitSummary,
  StoredHead,
  TrainingSet,
} from '../../engine/modelApi.ts';
import type { HoldoutAnswers } from '../../engine/evaluationApi.ts';

export interface PresentVectors {
  /** Fingerprint; undefined while there are none. */
  readonly embedding: string | undefined;
  /** Whether the weight of their lexical block is chosen by cross-validation. */
  readonly weighs: boolean;
}

export interface TrainerOptions {
  readonly store: Store;
  readonly holdout: HoldoutProgress;
  readonly engine: () => Engine;
  readonly vectors: PresentVectors;
  readonly project: () => ProjectFile;
  readonly clock: () => number;
  readonly log: DrawLog;
  /** Waits for locks. */
  readonly write: Write;
  /** Records that may not be trained on although they carry a label: their text changed. */
  readonly unconfirmed: () => ReadonlySet<RecordId>;
}

/** Above so many labels a head that is only looked at takes the C of the present one. */
const maxLabelsForLowC = 200;

/**
 * Fits the head on what has been answered, and records rounds. The hold-out is read here for one
 * purpose only: to score heads that are finished. It chooses nothing.
 */
export class Trainer {
  readonly #options: TrainerOptions;
  #fit: FitSummary | undefined;
  /** State of the hold-out's answers that all stored rounds were last scored on. */
  #scoredOn: string | undefined;

  constructor(options: TrainerOptions) {
    this.#options = options;
  }

  /** The last fit of this session; undefined until there is one. */
  get fit(): FitSummary | undefined {
    return this.#fit;
  }

  /** The head speaks of other labels than there are now. */
  labelsChanged(): void {
    this.#fit = undefined;
  }

  /** The engine has forgotten the head. */
  forget(): void {
    this.#fit = undefined;
    this.#options.log.forget();
  }

  /** Labelled records outside the hold-out, in the order of their answers. */
  training(): TrainingSet {
    const { store, unconfirmed, project } = this.#options;
    const labels = project().labels.map(({ name }) => name);
    return trainingSet(store.answers(), labels, neverTrainedOn(store), unconfirmed());
  }

  /** Trains the head on all training labels; undefined when they do not hold two labels yet. */
  async refit(signal?: AbortSignal): Promise<FitSummary | undefined> {
    const { engine, project, store, log, vectors, write } = this.#options;
    const { head, labels } = project();
    const at = store.lastSeq();
    const training = this.training();
    if (new Set(training.answers).size < 2) return undefined;
    const last = lastChoice(store);
    const prior = priorAsked(project());
    const wording = prior && wordingOf(prior.texts);
    const sameWords = wording === undefined || last?.wording === wording;
    const sameVectors = wording === undefined || last?.embedding === vectors.embedding;
    const weighs =
      vectors.weighs && head.kind !== 'dropout' && training.ids.length >= enoughForWeight;
    const open =
      weighs || (head.kind !== 'dropout' && head.C === 'auto') || prior?.strength === 'auto';
    const isChosen = sameWords && sameVectors && !(weighs && last?.weight === undefined);
    const chosenAt = isChosen ? (last?.chosenAt ?? 0) : 0;
    const chooseC = open && isCvDue(chosenAt, training.ids.length);
    const names = labels.map(({ name }) => name);
    const params = {
      ...this.#params(training, names, chooseC),
      ...(chooseC && weighs && { chooseWeight: true }),
    };
    const fit = await engine().fit(params, signal ? { signal } : {});
    log.fitted(at, params, fit);
    if (chooseC) {
      const choice = {
        c: fit.c,
        chosenAt: training.ids.length,
        ...(fit.prior && { strength: fit.prior.strength }),
        ...weightOf(last, fit),
        ...(wording !== undefined && {
          wording,
          embedding: fit.weight?.embedding ?? fit.embedding,
        }),
      } satisfies LastChoice;
      await write((into) => into.setSetting(choiceSetting, choice));
    }
    // Labels were renamed meanwhile: whoever did that has it fitted again.
    if (!sameNames(params.labels, project().labels)) return undefined;
    this.#fit = fit;
    return fit;
  }

  /**
   * Fits a head on other answers than those of today, which serves nothing but to be looked at; C by
   * cross-validation while they are few, else the present one. Undefined without two labels among them.
   */
  async fitBeside(
    answers: readonly StoredAnswer[],
    signal?: AbortSignal,
  ): Promise<BesideFit | undefined> {
    const { engine, project, store, unconfirmed } = this.#options;
    const labels = project().labels.map(({ name }) => name);
    const training = trainingSet(answers, labels, neverTrainedOn(store), unconfirmed());
    if (new Set(training.answers).size < 2) return undefined;
    const chooseC = training.ids.length <= maxLabelsForLowC;
    const params = this.#params(training, labels, chooseC);
    return engine().fitBeside({ ...params, warmStart: false }, signal ? { signal } : {});
  }

  #params(training: TrainingSet, labels: string[], chooseC: boolean): FitParams {
    const { project, store } = this.#options;
    const { head, seed } = project();
    const last = lastChoice(store);
    const prior = priorAsked(project());
    const sameWords = prior && last?.wording === wordingOf(prior.texts);
    const lastStrength = sameWords ? last.strength : undefined;
    return {
      training,
      labels,
      kind: head.kind,
      members: head.members,
      c: head.C,
      leastC: defaultSets[defaultsInEffect(store)].leastC,
      chooseC,
      classWeight: head.classWeight,
      warmStart: true,
      seed: new Rng(seed).fork('head').uint32(),
      ...(last ? { lastC: last.c } : {}),
      ...(prior && { prior: { ...prior, ...(lastStrength !== undefined && { lastStrength }) } }),
    };
  }

  /**
   * Records the last fit as a round if one is due, or in any case with `always`.
   * @param made journal positions that the fit was made on, and from which its batch was in effect
   * @returns whether a round was recorded.
   */
  async recordRound(
    fit: FitSummary,
    { seq, inEffectFrom }: { readonly seq: number; readonly inEffectFrom: number },
    strategy: string,
    always: boolean,
  ): Promise<boolean> {
    const { store, project, clock, write } = this.#options;
    const last = store.rounds().at(-1);
    const wording = fit.prior && wordingOf(fit.prior.texts);
    // The first round of a segment of the curve is due at once, and the first with other words of the labels.
    const goesOn = last && earlierBy(store, fit.embedding)(last) === undefined;
    if (goesOn && last.choices?.prior?.wording === wording) {
      if (!always && !roundDue(fit.trainedOn, last.labels)) return false;
      if (last.seq === seq || onlyVectorsSince(store, last.seq)) return false;
    }
    const head: RoundHead = { bytes: fit.bytes, labels: fit.columns };
    const prior = roundPriorOf(fit);
    const [metrics] = await this.score([this.#today(head, seq, prior)]);
    const round = {
      at: clock(),
      labels: fit.trainedOn,
      seq,
      inEffectFrom,
      strategy,
      seed: project().seed,
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
      const choices = {
        ...this.choicesOf(fit),
        ...(reworded.length > 0 && { reworded }),
      };
      into.addRound({ ...round, number, ...(Object.keys(choices).length > 0 && { choices }) });
      if (prior) rewordingTold(into);
    });
    return true;
  }

  /** What was chosen for a fit on the present vectors, for its round. */
  choicesOf(fit: Pick<FitSummary, 'prior' | 'columns' | 'learnt'>): RoundChoices {
    const { store, vectors } = this.#options;
    const prior = roundPriorOf(fit);
    const weights = vectors.weighs && latestVectors(store)?.blocks.map(({ weight }) => weight);
    return { ...(weights && { weights }), ...(prior && { prior }) };
  }

  /**
   * Scores every stored head again when the hold-out's answers have changed, so that the whole
   * curve is on one set. Rounds of another embedding keep the metrics that they had.
   */
  async rescore(embedding: string): Promise<void> {
    const { store, write } = this.#options;
    const { labels } = this.#options.project();
    const state = JSON.stringify([this.holdoutAnswers(), labels.map(({ name }) => name)]);
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

  /**
   * A round's head, as it was fitted or refitted on these vectors, under today's label names; undefined where there
   * is none, or where it knows none of them.
   * @param embedding fingerprint
   */
  storedHead(number: number, embedding: string): StoredHead | undefined {
    const { store } = this.#options;
    const round = store.rounds().find((candidate) => candidate.number === number);
    const refit = store.refits
      .all()
      .find((one) => one.number === number && one.embedding === embedding);
    const isOwn = round?.embedding === embedding;
    const head = isOwn ? store.head(number) : store.refits.head(number, embedding);
    const fitted = isOwn ? round : refit;
    if (!head || !fitted) return undefined;
    const today = this.#today(head, fitted.seq, fitted.choices?.prior);
    const known = new Set(this.#options.project().labels.map(({ name }) => name));
    return today.labels.some((label) => known.has(label)) ? today : undefined;
  }

  #today(
    { bytes, labels }: RoundHead,
    seq: number,
    prior: Pick<RoundPrior, 'described'> | undefined,
  ): StoredHead {
    const { store } = this.#options;
    const today = (label: string): string => store.currentLabel(label, seq);
    const described = prior?.described.map(today);
    return { bytes, labels: labels.map(today), ...(described && { described }) };
  }

  /** Metrics of heads on the answered part of the hold-out, in their order; none while nothing of it is answered. */
  async score(heads: StoredHead[]): Promise<Awaited<ReturnType<Engine['evaluate']>>> {
    const { engine, project } = this.#options;
    const answers = this.holdoutAnswers();
    if (answers.ids.length === 0 || heads.length === 0) return [];
    return engine().evaluate({
      heads,
      ...answers,
      labels: project().labels.map(({ name }) => name),
      seed: project().seed,
    });
  }

  /** The hold-out records that metrics rest on and that carry a label of the present label set. */
  holdoutAnswers(): HoldoutAnswers {
    const { holdout, project } = this.#options;
    const known = new Set(project().labels.map(({ name }) => name));
    const counted = holdout.counted().filter(({ label }) => known.has(label));
    return {
      ids: counted.map(({ recordId }) => recordId),
      answers: counted.map(({ label }) => label),
      multiplicities: counted.map(({ multiplicity }) => multiplicity),
      kin: counted.map(({ group }) => group),
    };
  }
}

function weightOf(
  last: LastChoice | undefined,
  fit: Pick<FitSummary, 'weight'>,
): Pick<LastChoice, 'weight'> {
  const weight = fit.weight?.chosen ?? last?.weight;
  return weight === undefined ? {} : { weight };
}

function sameNames(names: readonly string[], labels: readonly Label[]): boolean {
  return names.length === labels.length && labels.every(({ name }, i) => name === names[i]);
}
