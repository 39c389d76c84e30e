import type { StoppingMessages } from '../../../core/messages/stoppingMessages.ts';
import type { Texts } from './texts.ts';

const perCent = (share: number): string => (100 * share).toFixed(1);

export const stoppingTexts: Texts<StoppingMessages> = {
  'stopping.noBudget': (_, localize) =>
    localize('No budget is set: give "stopping" a "budget" in the project file.'),
  'stopping.tooEarly': (_, localize) => localize('Too early to tell whether labelling may stop.'),
  'stopping.fewRounds': ({ rounds }, localize) =>
    localize(
      'Too early to tell: {0} rounds are needed to see whether predictions still change.',
      rounds,
    ),
  'stopping.changing': ({ kappa, threshold }, localize) =>
    localize(
      'Predictions still change from round to round (κ {0}; they count as stable from {1}).',
      kappa.toFixed(3),
      threshold,
    ),
  'stopping.stable': ({ labels, kappa, bounds }, localize) => {
    const changes = bounds.map(({ label, bound }) =>
      localize('{0} by at most {1}', label, bound.toFixed(2)),
    );
    return bounds.length > 0
      ? localize(
          'The last {0} labels hardly changed the predictions (κ {1}). On the records compared, they changed F1 of {2}. You may stop here, or go on.',
          labels,
          kappa.toFixed(3),
          changes.join(', '),
        )
      : localize(
          'The last {0} labels hardly changed the predictions (κ {1}). You may stop here, or go on.',
          labels,
          kappa.toFixed(3),
        );
  },
  'stopping.change': ({ met, share, threshold }, localize) =>
    met
      ? localize(
          'The last round changed {0} % of the predictions, no more than the {1} % of your rule. You may stop here, or go on.',
          perCent(share),
          perCent(threshold),
        )
      : localize(
          'The last round changed {0} % of the predictions; your rule waits for {1} % or less.',
          perCent(share),
          perCent(threshold),
        ),
  'stopping.entropy': ({ met, entropy, threshold }, localize) =>
    met
      ? localize(
          'The model’s uncertainty is {0}, no more than the {1} of your rule. You may stop here, or go on.',
          entropy.toFixed(3),
          threshold,
        )
      : localize(
          'The model’s uncertainty is {0}; your rule waits for {1} or less.',
          entropy.toFixed(3),
          threshold,
        ),
  'stopping.budget': ({ met, answers, budget }, localize) =>
    met
      ? localize('Your budget of {0} answers is used up. You may stop here, or go on.', budget)
      : localize('{0} of the {1} answers in your budget have been given.', answers, budget),
};
