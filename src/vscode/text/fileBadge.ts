import type { LearnerView } from '../../core/loop/learnerView.ts';
import type { Localize } from '../../core/localize.ts';
import { count, percent } from './numbers.ts';

export interface Badge {
  /** At most two characters, the explorer's limit. */
  readonly text: string;
  readonly tooltip: string;
}

/** The labelled share of a project's pool in per cent; undefined while unknown. */
export function badgeOf(
  title: string,
  { counts, pool }: Pick<LearnerView, 'counts' | 'pool'>,
  localize: Localize,
  language?: string,
): Badge | undefined {
  if (pool.size === 0) return undefined;
  const { labelled } = counts;
  const tooltip = localize(
    '{0} labelled: {1} of {2} records of {3}',
    percent(labelled, pool.size),
    count(labelled, language),
    count(pool.size, language),
    title,
  );
  return { text: twoCharacters(labelled, pool.size), tooltip };
}

/** Per cent, rounded down, so that only a finished pool looks finished. */
function twoCharacters(labelled: number, size: number): string {
  if (labelled >= size) return '✓';
  const share = Math.floor((100 * labelled) / size);
  return labelled > 0 && share === 0 ? '<1' : String(share);
}
