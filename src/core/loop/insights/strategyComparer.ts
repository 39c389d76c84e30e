import type { Message } from '../../messages/message.ts';
import { message } from '../../messages/messages.ts';
import { interimLookAt, nextInterimLook } from '../../metrics/strategyComparison.ts';
import { labelNames } from '../../labels.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import { hashString } from '../../rng.ts';
import type { RecordId } from '../../record.ts';
import type { StoredAnswer } from '../../store/store.ts';
import { answersOf } from '../training/trainingSet.ts';
import type { Engine } from '../../engine/engineApi.ts';
import type { FitSummary, TrainingSet } from '../../engine/modelApi.ts';
import type { StrategyComparisonResult } from '../../engine/evaluationApi.ts';

/** Whether the strategy's picks train a better head than random picks. */
export interface StrategyComparisonView {
  readonly verdict: StrategyComparisonResult['verdict'] | 'cannotTell';
  readonly message: Message;
}

export interface StrategyComparisonViewInput {
  readonly answers: Iterable<ArmAnswer>;
  readonly engine: Engine;
  readonly project: ProjectFile;
  /** Summary of the current head. */
  readonly fit: Pick<FitSummary, 'c' | 'prior'>;
  readonly training: Pick<TrainingSet, 'ids'>;
  /** The answered part of the hold-out. */
  readonly holdout: Pick<TrainingSet, 'ids'>;
}

/** The part of an answer that decides its arm. */
type ArmAnswer = Pick<StoredAnswer, 'recordId' | 'label' | 'labels' | 'ask'>;

/** Answers grouped by how their records were drawn, in answer order. */
interface Arms {
  readonly start: TrainingSet;
  readonly random: TrainingSet;
  readonly active: TrainingSet;
}

/**
 * Compares two heads fitted on existing answers: one on randomly drawn records, one on as many chosen by
 * the strategy; see `core/metrics/strategyComparison`. Both heads are discarded. The comparison runs only at interim
 * looks; between them the latest result stands.
 */
export class StrategyComparer {
  #latest: { readonly digest: string; readonly view: StrategyComparisonView } | undefined;

  async compare(
    input: StrategyComparisonViewInput,
    signal?: AbortSignal,
  ): Promise<StrategyComparisonView> {
    const { engine, project, fit } = input;
    const arms = armsOf(input);
    const pairs = Math.min(arms.random.ids.length, arms.active.ids.length);
    const look = interimLookAt(pairs);
    if (!look) {
      const tooFew = message('helping.tooFew', {
        needed: nextInterimLook(pairs),
        available: pairs,
      });
      return { verdict: 'cannotTell', message: tooFew };
    }
    const random = first(arms.random, look.labels);
    const active = first(arms.active, look.labels);
    const labels = labelNames(project.labels);
    const state = JSON.stringify([labels, random, active, arms.start]);
    const digest = `${state.length} ${hashString(state)}`;
    if (this.#latest?.digest === digest) return this.#latest.view;
    const comparison = await engine.compareStrategyWithRandom(
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
    const { verdict, difference, low, high, confidence } = comparison;
    const view: StrategyComparisonView = {
      verdict,
      message: message('helping.compared', {
        verdict,
        ofSets: project.task === 'multi',
        size: look.labels,
        strategy: project.query.strategy,
        difference,
        low,
        high,
        confidence,
        next: nextInterimLook(look.labels),
      }),
    };
    this.#latest = { digest, view };
    return view;
  }
}

function armsOf({ answers, project, training, holdout }: StrategyComparisonViewInput): Arms {
  const heldOut = new Set(holdout.ids);
  // Most of very many answers are imported and belong to no arm.
  const drawn = new Map<RecordId, readonly [keyof Arms, ArmAnswer]>();
  for (const answer of answers) {
    const { recordId } = answer;
    const arm = heldOut.has(recordId) ? 'random' : armOf(answer);
    if (arm) drawn.set(recordId, [arm, answer]);
  }
  const available = new Set(heldOut);
  for (const id of training.ids) if (drawn.has(id)) available.add(id);
  const arms: Record<keyof Arms, ArmAnswer[]> = { start: [], random: [], active: [] };
  for (const [id, [arm, answer]] of drawn) if (available.has(id)) arms[arm].push(answer);
  const options = { labels: labelNames(project.labels), task: project.task };
  return {
    start: answersOf(arms.start, options),
    random: answersOf(arms.random, options),
    active: answersOf(arms.active, options),
  };
}

/** The arm that an answer belongs to; undefined for records answered or prioritised by hand. */
function armOf({ ask }: ArmAnswer): keyof Arms | undefined {
  if (ask?.kind === 'start') return 'start';
  if (ask?.kind === 'explore') return 'random';
  if (ask?.kind !== 'query' || ask.reason?.kind === 'priority') return undefined;
  return ask.reason?.kind === 'random' ? 'random' : 'active';
}

function first(set: TrainingSet, count: number): TrainingSet {
  const ids = set.ids.slice(0, count);
  return set.task === 'multi'
    ? { ...set, ids, answers: set.answers.slice(0, count) }
    : { ...set, ids, answers: set.answers.slice(0, count) };
}
