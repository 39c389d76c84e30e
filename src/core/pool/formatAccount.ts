import type { Localize } from '../localize.ts';
import type { PoolAccounting } from './poolSpec.ts';

/** Whether rows are lost, and not only merged or left out on purpose. */
export function losesRows({ withoutText, problemRows }: PoolAccounting): boolean {
  return withoutText + problemRows > 0;
}

/** What became of the rows that are no records of their own; undefined where every row is one. */
export function formatAccount(accounting: PoolAccounting, localize: Localize): string | undefined {
  const { rows, merged, filteredOut } = accounting;
  const parts = [
    formatLoss(accounting, localize),
    filteredOut > 0
      ? localize('{0} of {1} rows are left out by the filter', filteredOut, rows)
      : '',
    merged > 0 ? localize('{0} of {1} rows repeat an earlier text', merged, rows) : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? undefined : parts.join(' · ');
}

/** "15 of 20 rows cannot be read · 2 of 20 rows have no text"; empty where no row is lost. */
export function formatLoss(
  { rows, withoutText, problemRows }: PoolAccounting,
  localize: Localize,
): string {
  return [
    problemRows > 0 ? localize('{0} of {1} rows cannot be read', problemRows, rows) : '',
    withoutText > 0 ? localize('{0} of {1} rows have no text', withoutText, rows) : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
