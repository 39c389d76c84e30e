import type { PoolAccounting } from '../../../core/pool/poolSpec.ts';
import type { Localize } from '../../../core/localize.ts';

/** Summary of the rows that do not become separate records; undefined if there are none. */
export function formatAccount(accounting: PoolAccounting, localize: Localize): string | undefined {
  const { rows, merged, filteredOut } = accounting;
  const parts = lostRows(accounting, localize);
  if (filteredOut > 0)
    parts.push(localize('{0} of {1} rows are left out by the filter', filteredOut, rows));
  if (merged > 0) parts.push(localize('{0} of {1} rows repeat an earlier text', merged, rows));
  return parts.length === 0 ? undefined : parts.join(' · ');
}

/** "15 of 20 rows cannot be read", "2 of 20 rows have no text"; empty if no row is lost. */
export function lostRows(
  { rows, withoutText, problemRows }: Pick<PoolAccounting, 'rows' | 'withoutText' | 'problemRows'>,
  localize: Localize,
): string[] {
  const parts: string[] = [];
  if (problemRows > 0) parts.push(localize('{0} of {1} rows cannot be read', problemRows, rows));
  if (withoutText > 0) parts.push(localize('{0} of {1} rows have no text', withoutText, rows));
  return parts;
}
