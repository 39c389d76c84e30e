import type { StoredAnswer } from './store.ts';

/** Whether a record is labelled or skipped; a flag or note alone is not an answer. */
export function isAnswered<Answer extends Pick<StoredAnswer, 'kind'>>(
  answer: Answer | undefined,
): answer is Answer & { readonly kind: 'label' | 'skip' } {
  return answer !== undefined && answer.kind !== 'none';
}
