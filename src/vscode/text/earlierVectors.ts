import type { EarlierBy } from '../../core/loop/training/segment.ts';
import type { Localize } from '../localize.ts';

/** Why a round belongs to an earlier curve. */
export function formatEarlierVectors(by: EarlierBy, l10n: Localize): string {
  return by === 'vectors' ? l10n.t('of an earlier embedding') : l10n.t('of earlier defaults');
}
