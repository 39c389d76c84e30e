import type { ExchangeRow } from './exchangeRow.ts';

/** Which rows to write: those outside the hold-out, those of the hold-out, or all. */
export const splits = ['train', 'holdout', 'all'] as const;
export type Split = (typeof splits)[number];

/** Whether a row is marked as one of the hold-out. */
export function isHoldout({ origin }: Pick<ExchangeRow, 'origin'>): boolean {
  return origin?.['holdout'] === true;
}
