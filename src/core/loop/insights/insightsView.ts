import type { LearnerView } from '../learnerView.ts';

/** Insights across rounds. */
export type InsightsView = Pick<
  LearnerView,
  'uncertainty' | 'forecast' | 'stopping' | 'risk' | 'strategyComparison' | 'suggestions'
> & {
  readonly targetReached: boolean;
  readonly targetClosed?: true;
};
