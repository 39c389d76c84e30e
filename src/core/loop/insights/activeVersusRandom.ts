import { lookAt, nextLook } from '../../metrics/helping.ts';
import { labelNames } from '../../labels.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { RecordId } from '../../record.ts';
import { hashString } from '../../rng.ts';
import type { Localize } from '../../localize.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import type { Engine } from '../../engine/engineApi.ts';
import type { FitSummary, TrainingSet } from '../../engine/modelApi.ts';
import type { ArmsVerdict } from '../../engine/evaluationApi.ts';

/** Whether asking by the strategy teaches more than asking at random. */
export interface ArmsInsight {
  readonly verdict: ArmsVerdict['verdict'] | 'cannotTell';
  /** A sentence or two for people. */
  readonly message: string;
}

export interface ComparisonInput {
  readonly store: Store;
  readonly engine: Engine;
  readonly project: ProjectFile;
  /** The present head. */
  readonly fit: Pick<FitSummary, 'c' | 'prior'>;
  readonly training: TrainingSet;
  /** The answered part of the hold-out. */
  readonly holdout: TrainingSet;
  readonly localize: Localize;
}

/** Answers by how their records were drawn, each in the order of the answers. */
interface Arms {
  readonly start: TrainingSet;
  readonly random: TrainingSet;
  readonly active: TrainingSet;
}

/**
 * Compares two heads made from the answers there are: one learnt from records drawn at random, one from as
 * many that the strategy chose; see `core/metrics/helping`. Both are thrown away. The comparison is made
 * only now and then; in between the latest one stands.
 */
export class ArmsComparer {
  #latest: { readonly digest: string; readonly helping: ArmsInsight } | undefined;

  async compare(known: ComparisonInput, signal?: AbortSignal): Promise<ArmsInsight> {
    const { engine, project, fit, localize } = known;
    const arms = armsOf(known);
    const pairs = Math.min(arms.random.ids.length, arms.active.ids.length);
    const look = lookAt(pairs);
    if (!look) return { verdict: 'cannotTell', message: tooFew(nextLook(pairs), pairs, localize) };
    const random = first(arms.random, look.labels);
    const active = first(arms.active, look.labels);
    const labels = labelNames(project.labels);
    const state = JSON.stringify([labels, random, active, arms.start]);
    const digest = `${state.length} ${hashString(state)}`;
    if (this.#latest?.digest === digest) return this.#latest.helping;
    const verdict = await engine.compareArms(
      {
        start: arms.start,
        random,
        active,
        labels,
        c: fit.c,
        ...(fit.prior && { prior: fit.prior }),
        classWeight: project.head.classWeight,
        seed: project.seed,
      },
      signal ? { signal } : {},
    );
    const message = inWords(verdict, look.labels, project.query.strategy, localize);
    const helping: ArmsInsight = { verdict: verdict.verdict, message };
    this.#latest = { digest, helping };
    return helping;
  }
}

function armsOf({ store, training, holdout }: ComparisonInput): Arms {
  const trained = new Map(training.ids.map((id, i) => [id, training.answers[i]!]));
  const held = new Map(holdout.ids.map((id, i) => [id, holdout.answers[i]!]));
  const arms = { start: emptySet(), random: emptySet(), active: emptySet() };
  for (const answer of store.answers()) {
    const { recordId } = answer;
    const arm = held.has(recordId) ? 'random' : armOf(answer);
    const label = held.get(recordId) ?? trained.get(recordId);
    if (!arm || label === undefined) continue;
    arms[arm].ids.push(recordId);
    arms[arm].answers.push(label);
  }
  return arms;
}

/** What an answer is a sample of; undefined for those given or prioritised by hand. */
function armOf({ ask }: StoredAnswer): keyof Arms | undefined {
  if (ask?.kind === 'start') return 'start';
  if (ask?.kind === 'explore') return 'random';
  if (ask?.kind !== 'query' || ask.reason?.kind === 'priority') return undefined;
  return ask.reason?.kind === 'random' ? 'random' : 'active';
}

function emptySet(): { ids: RecordId[]; answers: string[] } {
  return { ids: [], answers: [] };
}

function first({ ids, answers }: TrainingSet, count: number): TrainingSet {
  return { ids: ids.slice(0, count), answers: answers.slice(0, count) };
}

function tooFew(needed: number, there: number, localize: Localize): string {
  return localize(
    'Cannot tell yet: it takes {0} answers to records drawn at random (the hold-out counts) and as many to chosen ones; there are {1} pairs so far.',
    needed,
    there,
  );
}

function inWords(
  { verdict, difference, low, high, confidence }: ArmsVerdict,
  size: number,
  strategy: string,
  localize: Localize,
): string {
  const points = (value: number): string => (100 * value).toFixed(1);
  const level = (100 * confidence).toFixed(1).replace(/\.0$/, '');
  const next = localize('Looked at again with {0} of each.', nextLook(size));
  switch (verdict) {
    case 'helping':
      return `${localize(
        'Yes: with {0} records chosen by {1} the model is right more often than with {0} drawn at random, by {2} points ({3} % interval {4} to {5}).',
        size,
        strategy,
        points(difference),
        level,
        points(low),
        points(high),
      )} ${next}`;
    case 'hurting':
      return `${localize(
        'No: with {0} records chosen by {1} the model is right less often than with {0} drawn at random, by {2} points ({3} % interval {4} to {5}). Another strategy, or chance, may serve you better.',
        size,
        strategy,
        points(-difference),
        level,
        points(-high),
        points(-low),
      )} ${next}`;
    case 'noDifferenceSeen':
      return `${localize(
        'No difference seen so far between {0} records chosen by {1} and {0} drawn at random: {2} points of accuracy ({3} % interval {4} to {5}).',
        size,
        strategy,
        points(difference),
        level,
        points(low),
        points(high),
      )} ${next}`;
  }
}
