import type { EarlierBy } from '../../../core/loop/training/segment.ts';
import type { Localize } from '../../../core/localize.ts';

/** Why a round belongs to an earlier curve. */
export function formatEarlierVectors(by: EarlierBy, localize: Localize): string {
  return by === 'vectors' ? localize('of an earlier embedding') : localize('of earlier defaults');
}
