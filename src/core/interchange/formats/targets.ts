import { labelsThat } from '../../task/judgement.ts';
import type { ExchangeRow } from './exchangeRow.ts';
import type { Loss } from './loss.ts';

/**
 * The text that a model should answer: a label, or a JSON list of the labels that apply; undefined
 * without an answer.
 */
export function targetOf({ judgement }: ExchangeRow): string | undefined {
  if (judgement?.task === 'single') return judgement.label;
  return judgement?.task === 'multi' ? JSON.stringify(labelsThat(true, judgement)) : undefined;
}

/** What no file of targets for a model holds. */
export const targetLosses: readonly Loss[] = ['noAnswer', 'skipped', 'unjudged', 'unusedLabel'];
