import { orphanedLabels } from '../../labelSet/orphans.ts';
import { labelNames } from '../../labels.ts';
import { withCurrentMethods } from '../../metrics/holdoutSupport.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { Store } from '../../store/store.ts';
import type { HoldoutProgress } from '../holdout/holdoutProgress.ts';
import type { LearnerView, RoundSummary } from '../learnerView.ts';
import { drawnRounds, earlierBy, type DrawnRound, type EarlierBy } from '../training/segment.ts';

export interface NumbersOf {
  readonly store: Store;
  readonly project: Pick<ProjectFile, 'labels'>;
  readonly holdout: Pick<HoldoutProgress, 'standing' | 'part' | 'review'>;
  /** Fingerprint of the current embedding; undefined if there is none. */
  readonly embedding: string | undefined;
}

/** A project's progress in numbers, shared by the panels and the command line. */
export type ProjectNumbers = Pick<
  LearnerView,
  'counts' | 'holdout' | 'orphanedLabels' | 'rounds' | 'conflicts'
>;

/** Computes the numbers from the store; reads neither the pool nor the engine. */
export function projectNumbers({ store, project, holdout, embedding }: NumbersOf): ProjectNumbers {
  const counts = store.counts();
  const earlier = earlierBy(store, embedding);
  const conflicts = store.conflictCount();
  return {
    counts: {
      labelled: counts.labelled,
      none: counts.none,
      skipped: counts.skipped,
      flagged: counts.flagged,
      byLabel: Object.fromEntries(counts.byLabel),
    },
    holdout: holdoutView(holdout),
    orphanedLabels: orphanedLabels(store, labelNames(project.labels), counts.byLabel),
    ...(conflicts > 0 ? { conflicts } : {}),
    rounds: drawnRounds(store, embedding).map((round) => roundSummary(round, earlier(round))),
  };
}

function roundSummary(round: DrawnRound, stale: EarlierBy | undefined): RoundSummary {
  const { number, at, labels, query, start, c, choices, kernel, metrics, original } = round;
  return {
    round: number,
    at,
    labels,
    query,
    ...(start && { start }),
    c,
    ...(choices?.prior && { s: choices.prior.strength }),
    ...(choices?.temperature !== undefined && { temperature: choices.temperature }),
    ...(choices?.reworded && { reworded: choices.reworded }),
    kernel,
    ...(stale ? { stale } : {}),
    ...(metrics ? { metrics: withCurrentMethods(metrics) } : {}),
    ...(original ? { original: summaryOf(original) } : {}),
  };
}

function summaryOf({
  c,
  metrics,
}: NonNullable<DrawnRound['original']>): Required<RoundSummary>['original'] {
  return { c, ...(metrics ? { metrics: withCurrentMethods(metrics) } : {}) };
}

function holdoutView({
  standing,
  part,
  review,
}: Pick<HoldoutProgress, 'standing' | 'part' | 'review'>): LearnerView['holdout'] {
  const { conflicts, outdated } = review;
  const { size, counted, skipped, waiting, behind } = standing;
  return {
    size,
    answered: counted.length,
    skipped,
    ...(waiting > 0 ? { waiting } : {}),
    ...(behind > 0 ? { behind } : {}),
    ...(part ? { part } : {}),
    ...(conflicts.length > 0 ? { conflicts: conflicts.length } : {}),
    ...(outdated ? { outdated: { records: outdated.ids.length, labels: outdated.labels } } : {}),
  };
}
