import type { UnavailableReason } from '../../core/metrics/estimate.ts';
import type { Localize } from '../localize.ts';

/** The sentence for a number that cannot be computed honestly. */
export function whyUnavailable(reason: UnavailableReason, l10n: Localize): string {
  switch (reason) {
    case 'noAnswers':
      return l10n.t('No hold-out record has been answered yet.');
    case 'oneClass':
      return l10n.t('All answered hold-out records have the same label.');
    case 'fewPerLabel':
      return l10n.t(
        'Cannot be told yet: half of the labels have fewer than 10 answered hold-out records.',
      );
  }
}
