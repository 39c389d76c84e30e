import type { LearnerView } from '../learnerView.ts';

/** What the rounds say together. */
export type InsightsView = Pick<
  LearnerView,
  'uncertainty' | 'forecast' | 'stopping' | 'risk' | 'helping' | 'suggestions'
> & {
  readonly targetReached: boolean;
  readonly targetClosed?: true;
};
