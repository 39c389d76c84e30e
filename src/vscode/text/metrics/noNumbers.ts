import type { Localize } from '../../../core/localize.ts';
import type { LearnerView } from '../../../core/loop/learnerView.ts';
import type { MetricsState } from '../../../protocol/metrics.ts';

/** Texts that replace missing rounds or metrics, with the reason. */
export function whyNoNumbers(
  { counts, rounds, holdout }: Pick<LearnerView, 'counts' | 'rounds' | 'holdout'>,
  localize: Localize,
): Pick<MetricsState, 'noRounds' | 'noHoldout'> {
  const noRounds = localize(
    'No round yet. The curve begins when every label has a few answers and the model was trained on them.',
  );
  const noHoldout = localize(
    'No record of the hold-out is answered yet. They come up between the others, unmarked.',
  );
  if (rounds.length > 0) return { noRounds, noHoldout };
  const answered = Object.entries(counts.byLabel).filter(([, count]) => count > 0);
  const [only] = answered;
  if (only && answered.length === 1) {
    const why = localize(
      'All answers so far are {0}. A second label is needed before a model can be trained and measured.',
      only[0],
    );
    return { noRounds: why, noHoldout: why };
  }
  if (holdout.answered === 0) return { noRounds, noHoldout };
  return {
    noRounds,
    noHoldout: localize('There are hold-out answers, but no trained model to measure yet.'),
  };
}
