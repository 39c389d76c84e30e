import type { RoundSummary } from '../../../core/loop/learnerView.ts';
import type { Localize } from '../../../core/localize.ts';

/**
 * Why a round belongs to an earlier curve, and how many hold-out records its value rests on if they
 * are not as many as those of the latest round. Undefined for a round of the present curve.
 */
export function formatEarlierVectors(
  { stale, metrics }: RoundSummary,
  latest: RoundSummary | undefined,
  localize: Localize,
): string | undefined {
  if (stale === undefined) return undefined;
  const why =
    stale === 'vectors' ? localize('of an earlier embedding') : localize('of earlier defaults');
  const [ownCount, latestCount] = [metrics?.n, latest?.metrics?.n];
  if (ownCount === undefined || latestCount === undefined || ownCount === latestCount) return why;
  return localize(
    '{0} (on {1} hold-out records, the latest round on {2})',
    why,
    ownCount,
    latestCount,
  );
}

/** That a round was refitted, and the same of its former value. */
export function formatRefitted(
  { original, metrics }: RoundSummary,
  localize: Localize,
): string | undefined {
  if (!original) return undefined;
  const what = localize('vectors changed: refitted on the present ones');
  const [former, now] = [original.metrics?.n, metrics?.n];
  if (former === undefined || now === undefined || former === now) return what;
  return localize('{0} (former value on {1} hold-out records, this one on {2})', what, former, now);
}
