import type { Message } from '../../messages/message.ts';
import { message } from '../../messages/messages.ts';
import { interimLookAt, nextInterimLook } from '../../metrics/helping.ts';
import { labelNames } from '../../labels.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import { hashString } from '../../rng.ts';
import type { StoredAnswer } from '../../store/store.ts';
import { answersOf } from '../training/trainingSet.ts';
import type { Engine } from '../../engine/engineApi.ts';
import type { FitSummary, TrainingSet } from '../../engine/modelApi.ts';
import type { MeasuredHelping } from '../../engine/evaluationApi.ts';

/** Whether the strategy's picks train a better head than random picks. */
export interface HelpingView {
  readonly verdict: MeasuredHelping['verdict'] | 'cannotTell';
  readonly message: Message;
}

export interface HelpingViewInput {
  readonly answers: Iterable<ArmsAnswer>;
  readonly engine: Engine;
  readonly project: ProjectFile;
  /** Summary of the current head. */
  readonly fit: Pick<FitSummary, 'c' | 'prior'>;
  readonly training: Pick<TrainingSet, 'ids'>;
  /** The answered part of the hold-out. */
  readonly holdout: Pick<TrainingSet, 'ids'>;
}

/** What tells the arm of an answer. */
type ArmsAnswer = Pick<StoredAnswer, 'recordId' | 'label' | 'labels' | 'ask'>;

/** Answers grouped by how their records were drawn, in answer order. */
interface Arms {
  readonly start: TrainingSet;
  readonly random: TrainingSet;
  readonly active: TrainingSet;
}

/**
 * Compares two heads fitted on existing answers: one on randomly drawn records, one on equally many chosen by
 * the strategy; see `core/metrics/helping`. Both heads are discarded. The comparison runs only at interim
 * looks; between them the latest result stands.
 */
export class HelpingComparer {
  #latest: { readonly digest: string; readonly helping: HelpingView } | undefined;

  async compare(known: HelpingViewInput, signal?: AbortSignal): Promise<HelpingView> {
    const { engine, project, fit } = known;
    const arms = armsOf(known);
    const pairs = Math.min(arms.random.ids.length, arms.active.ids.length);
    const look = interimLookAt(pairs);
    if (!look) {
      const few = message('helping.tooFew', { needed: nextInterimLook(pairs), there: pairs });
      return { verdict: 'cannotTell', message: few };
    }
    const random = first(arms.random, look.labels);
    const active = first(arms.active, look.labels);
    const labels = labelNames(project.labels);
    const state = JSON.stringify([labels, random, active, arms.start]);
    const digest = `${state.length} ${hashString(state)}`;
    if (this.#latest?.digest === digest) return this.#latest.helping;
    const comparison = await engine.measureHelping(
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
    const helping: HelpingView = {
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
    this.#latest = { digest, helping };
    return helping;
  }
}

function armsOf({ answers, project, training, holdout }: HelpingViewInput): Arms {
  const held = new Set(holdout.ids);
  const known = new Set([...training.ids, ...held]);
  const arms: Record<keyof Arms, ArmsAnswer[]> = { start: [], random: [], active: [] };
  for (const answer of answers) {
    const { recordId } = answer;
    const arm = held.has(recordId) ? 'random' : armOf(answer);
    if (arm && known.has(recordId)) arms[arm].push(answer);
  }
  const about = { labels: labelNames(project.labels), task: project.task };
  return {
    start: answersOf(arms.start, about),
    random: answersOf(arms.random, about),
    active: answersOf(arms.active, about),
  };
}

/** The arm that an answer belongs to; undefined for records answered or prioritised by hand. */
function armOf({ ask }: ArmsAnswer): keyof Arms | undefined {
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
