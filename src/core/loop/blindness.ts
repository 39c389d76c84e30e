import type { RecordId } from '../record.ts';
import type { Store } from '../store/store.ts';
import type { AskQueue } from './askQueue.ts';

/**
 * Which records show nothing at this moment that could sway an answer: hold-out and others like them,
 * until they are labelled. Ask anew after every answer.
 */
export function blindness(store: Store, queue: AskQueue): (id: RecordId) => boolean {
  const held = new Set(store.holdout()?.members.map(({ recordId }) => recordId));
  // While even ordinary picks are blind, a record that shows something would give itself away.
  const all = everythingIsBlind(queue);
  return (id) => {
    if (store.answer(id)?.kind === 'label') return false;
    return all || held.has(id) || (queue.find(id)?.blind ?? false);
  };
}

/** Whether no unanswered record at all may show anything: the hold-out is being filled. */
export function everythingIsBlind(queue: AskQueue): boolean {
  return queue.isBlind({ kind: 'query' });
}
