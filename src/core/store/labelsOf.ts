import { labelsThat } from '../task/judgement.ts';
import type { StoredAnswer } from './store.ts';

/** The labels that a record has, by current name; none if it is skipped or has "none of these". */
export function labelsOf({
  label,
  labels,
  spans,
}: Pick<StoredAnswer, 'label' | 'labels' | 'spans'>): string[] {
  if (label !== undefined) return [label];
  if (labels) return labelsThat(true, { labels });
  return [...new Set(spans?.map((span) => span.label))];
}
