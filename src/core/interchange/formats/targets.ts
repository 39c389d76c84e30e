import { labelsThat } from '../../task/judgement.ts';
import type { ExchangeRow } from './exchangeRow.ts';
import type { Loss } from './loss.ts';

/**
 * The reply expected of a model: a label, or a JSON list of the labels that apply; undefined
 * without an answer.
 */
export function targetOf({ judgement }: ExchangeRow): string | undefined {
  if (judgement?.task === 'single') return judgement.label;
  return judgement?.task === 'multi' ? JSON.stringify(labelsThat(true, judgement)) : undefined;
}

/** What files of expected replies cannot store. */
export const targetLosses: readonly Loss[] = ['noAnswer', 'skipped', 'unjudged', 'unusedLabel'];
