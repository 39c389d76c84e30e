import type { Localize } from '../../../core/localize.ts';
import type { UnavailableReason } from '../../../core/metrics/estimate.ts';

/** Why a metric cannot be computed. */
export function whyUnavailable(reason: UnavailableReason, localize: Localize): string {
  switch (reason) {
    case 'noAnswers':
      return localize('No hold-out record has been answered in its turn yet.');
    case 'fewRecords':
      return localize('Not measured yet: fewer than 10 records of the hold-out count.');
    case 'oneClass':
      return localize('All answered hold-out records have the same label.');
    case 'fewPerLabel':
      return localize(
        'Not computed yet: half of the labels have fewer than 10 answered hold-out records.',
      );
    case 'noPositive':
      return localize('No label applies to any answered hold-out record.');
    case 'fewPositives':
      return localize(
        'Not computed yet: too many labels apply to only a few answered hold-out records.',
      );
    case 'partlyJudged':
      return localize('No answered hold-out record has every label judged.');
  }
}
