import { isCvDue } from '../../heads/chooseC.ts';
import { enoughForWeight } from '../../heads/chooseWeight.ts';
import { labelNames, type Label } from '../../labels.ts';
import { defaultSets } from '../../projectFile/defaultSets.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import { Rng } from '../../rng.ts';
import { holdoutIds } from '../../store/holdoutIds.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import type { Write } from '../journal/writeQueue.ts';
import { defaultsInEffect } from '../journal/defaultsInEffect.ts';
import type { DerivedList } from '../journal/derivedAnswers.ts';
import type { KnownAnswers } from '../journal/knownAnswers.ts';
import type { DrawLog } from './drawLog.ts';
import type { EngineAccess } from '../engine/engineAccess.ts';
import { priorAsked, wordingOf } from '../labels/labelWording.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import type { ViewState } from '../viewState.ts';
import { choiceSetting, lastChoice, type LastChoice } from './lastChoice.ts';
import {
  enoughForTemperature,
  headKey,
  lastTemperature,
  temperatureSetting,
  type LastTemperature,
} from './lastTemperature.ts';
import { TrainingDerivation, isTrainable, neverTrainedOn, trainingSet } from './trainingSet.ts';
import type { ScoredFit, FitParams, FitSummary, TrainingSet } from '../../engine/modelApi.ts';
import type { Engine } from '../../engine/engineApi.ts';

export interface TrainerOptions {
  readonly store: Store;
  readonly answers: Pick<KnownAnswers, 'derive'>;
  readonly live: LiveProject;
  readonly engine: () => Engine;
  readonly access: Pick<EngineAccess, 'vectors'>;
  readonly log: DrawLog;
  /** Waits for locks. */
  readonly write: Write;
  /** Provides the labelled records that must not be trained on because their text changed. */
  readonly views: { readonly state: Pick<ViewState, 'unconfirmed'> };
}

/** Settings of one fit that override the project file. */
export interface FitOverrides {
  /** Inverse regularisation strength, used instead of choosing one. */
  readonly c?: number;
  readonly seed?: number;
}

/** With more training labels than this, a head that is only scored uses the current head's C. */
const maxLabelsForOwnC = 200;

/** Fits the head on the answers outside the hold-out. */
export class Trainer {
  readonly #options: TrainerOptions;
  readonly #trained: () => DerivedList<TrainingSet['answers'][number]>;
  #fit: FitSummary | undefined;

  constructor(options: TrainerOptions) {
    this.#options = options;
    this.#trained = options.answers.derive(() => this.#derivation);
  }

  /** The last fit of this session; undefined until there is one. */
  get fit(): FitSummary | undefined {
    return this.#fit;
  }

  /** Discards the head, which predicts the old labels. */
  labelsChanged(): void {
    this.#fit = undefined;
  }

  /** Call when the engine has lost its head. */
  headLost(): void {
    this.#fit = undefined;
    this.#options.log.headLost();
  }

  /** Labelled records outside the hold-out, in the order of their answers. */
  training(): TrainingSet {
    return this.#derivation.setOf(this.#trained());
  }

  get #derivation(): TrainingDerivation {
    const { store, live, views } = this.#options;
    const { labels, task } = live.project;
    const about = { labels: labelNames(labels), task };
    return new TrainingDerivation(about, neverTrainedOn(store), views.state.unconfirmed);
  }

  /**
   * Fits the head on all training labels; undefined if they do not contain two labels yet, or if labels were
   * renamed during the fit.
   */
  async refit(signal?: AbortSignal, overrides: FitOverrides = {}): Promise<FitSummary | undefined> {
    const { engine, live, store, log, access, write } = this.#options;
    const { project } = live;
    const { head } = project;
    const at = store.lastSeq();
    const training = this.training();
    if (!isTrainable(training)) return undefined;
    const last = lastChoice(store);
    const prior = priorAsked(project);
    const wording = prior && wordingOf(prior.texts);
    const sameWords = wording === undefined || last?.wording === wording;
    const sameVectors = wording === undefined || last?.embedding === access.vectors?.embedding;
    const weighs =
      access.vectors?.weighs === true &&
      head.kind !== 'dropout' &&
      training.ids.length >= enoughForWeight;
    const open =
      weighs || (head.kind !== 'dropout' && head.C === 'auto') || prior?.strength === 'auto';
    const isChosen = sameWords && sameVectors && !(weighs && last?.weight === undefined);
    const chosenAt = isChosen ? (last?.chosenAt ?? 0) : 0;
    const chooseC = overrides.c === undefined && open && isCvDue(chosenAt, training.ids.length);
    const params = {
      ...this.#params(project, training, chooseC),
      ...this.#calibration(project, training.ids.length, chooseC || overrides.c !== undefined),
      ...(chooseC && weighs && { chooseWeight: true }),
      ...(overrides.c !== undefined && { c: overrides.c }),
      ...(overrides.seed !== undefined && { seed: headSeed(overrides.seed) }),
    };
    const fit = await engine().fit(params, signal ? { signal } : {});
    log.addFit(at, params, fit);
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
    if (params.calibrate && overrides.c === undefined) {
      const calibrated = {
        temperature: fit.temperature ?? 1,
        fittedAt: training.ids.length,
        of: headKey(project, fit.weight?.embedding ?? fit.embedding),
      } satisfies LastTemperature;
      await write((into) => into.setSetting(temperatureSetting, calibrated));
    }
    // Renaming labels during the fit triggers another one.
    if (!sameNames(params.labels, live.project.labels)) return undefined;
    this.#fit = fit;
    return fit;
  }

  /**
   * Fits a head on earlier answers for scoring only. Cross-validation chooses C while answers are few;
   * otherwise the current C is used. Undefined if the answers do not contain two labels.
   */
  async fitSeparately(
    answers: readonly StoredAnswer[],
    signal?: AbortSignal,
  ): Promise<ScoredFit | undefined> {
    const { engine, live, store, views } = this.#options;
    const { project } = live;
    const about = { labels: labelNames(project.labels), task: project.task };
    const training = trainingSet(answers, about, neverTrainedOn(store), views.state.unconfirmed);
    if (!isTrainable(training)) return undefined;
    const chooseC = training.ids.length <= maxLabelsForOwnC;
    const params = {
      ...this.#params(project, training, chooseC),
      ...this.#calibration(project, training.ids.length, chooseC),
    };
    return engine().fitSeparately({ ...params, warmStart: false }, signal ? { signal } : {});
  }

  /**
   * @param due whether to fit T because C is chosen or given; otherwise T is fitted when choosing C would be
   * due
   */
  #calibration(
    project: ProjectFile,
    labels: number,
    due: boolean,
  ): Pick<FitParams, 'calibrate' | 'lastTemperature'> {
    if (project.head.kind === 'dropout' || labels < enoughForTemperature) return {};
    const { store, access } = this.#options;
    const last = lastTemperature(store, headKey(project, access.vectors?.embedding));
    if (due || isCvDue(last?.fittedAt ?? 0, labels)) return { calibrate: true };
    return last ? { lastTemperature: last.temperature } : {};
  }

  #params(project: ProjectFile, training: TrainingSet, chooseC: boolean): FitParams {
    const { store } = this.#options;
    const { head, labels, seed, decide } = project;
    const last = lastChoice(store);
    const prior = priorAsked(project);
    const sameWords = prior && last?.wording === wordingOf(prior.texts);
    const lastStrength = sameWords ? last.strength : undefined;
    return {
      training,
      labels: labelNames(labels),
      kind: head.kind,
      members: head.members,
      c: head.C,
      minC: defaultSets[defaultsInEffect(store)].minC,
      chooseC,
      classWeight: head.classWeight,
      warmStart: true,
      seed: headSeed(seed),
      ...(training.task === 'multi' && { decide, heldOut: holdoutIds(store) }),
      ...(last ? { lastC: last.c } : {}),
      ...(prior && { prior: { ...prior, ...(lastStrength !== undefined && { lastStrength }) } }),
    };
  }
}

function headSeed(seed: number): number {
  return new Rng(seed).fork('head').uint32();
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
