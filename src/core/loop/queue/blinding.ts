import type { RecordId } from '../../record.ts';
import type { Store } from '../../store/store.ts';
import type { AskQueue } from './askQueue.ts';
import type { HoldoutProgress } from '../holdout/holdoutProgress.ts';

export interface BlindnessOptions {
  readonly store: Store;
  readonly queue: AskQueue;
  readonly holdout: HoldoutProgress;
}

/**
 * Which records show nothing at this moment that could sway an answer: those of the hold-out until
 * they are labelled in their turn, and those that are to be asked blind. Ask anew after every answer.
 */
export function blindness({ store, queue, holdout }: BlindnessOptions): (id: RecordId) => boolean {
  // While even ordinary picks are blind, a record that shows something would give itself away.
  const all = everythingIsBlind(queue);
  const planned = queue.batch.filter(({ ask }) => queue.isBlind(ask)).map(({ id }) => id);
  const soon = new Set(planned);
  return (id) => {
    if (holdout.has(id)) return holdout.isSilent(id);
    if (store.answer(id)?.kind === 'label') return false;
    return all || soon.has(id) || (queue.find(id)?.blind ?? false);
  };
}

/** Whether no unanswered record at all may show anything: the hold-out is being filled. */
export function everythingIsBlind(queue: Pick<AskQueue, 'isBlind'>): boolean {
  return queue.isBlind({ kind: 'query' });
}
