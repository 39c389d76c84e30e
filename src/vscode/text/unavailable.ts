import type { UnavailableReason } from '../../core/metrics/estimate.ts';
import type { Localize } from '../../core/localize.ts';

/** The sentence for a number that cannot be computed honestly. */
export function whyUnavailable(reason: UnavailableReason, localize: Localize): string {
  switch (reason) {
    case 'noAnswers':
      return localize('No hold-out record has been answered yet.');
    case 'oneClass':
      return localize('All answered hold-out records have the same label.');
    case 'fewPerLabel':
      return localize(
        'Cannot be told yet: half of the labels have fewer than 10 answered hold-out records.',
      );
  }
}
