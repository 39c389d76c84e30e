import type { StoredAnswer } from './store.ts';

/** Whether a record is labelled or skipped; a flag, a note or a partial judgement is not an answer. */
export function isAnswered<Answer extends Pick<StoredAnswer, 'kind'>>(
  answer: Answer | undefined,
): answer is Answer & { readonly kind: Exclude<StoredAnswer['kind'], 'none'> } {
  return answer !== undefined && answer.kind !== 'none';
}

/** Whether a record is labelled, including "none of these". */
export function isLabelled<Answer extends Pick<StoredAnswer, 'kind'>>(
  answer: Answer | undefined,
): answer is Answer & { readonly kind: 'label' | 'labels' | 'spans' } {
  return isAnswered(answer) && answer.kind !== 'skip';
}
