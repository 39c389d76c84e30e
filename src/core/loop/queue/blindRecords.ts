import { isLabelled } from '../../store/isAnswered.ts';
import type { RecordId } from '../../record.ts';
import type { Store } from '../../store/store.ts';
import type { HoldoutProgress } from '../holdout/holdoutProgress.ts';
import type { AskQueue } from './askQueue.ts';
import type { Blinding } from './blinding.ts';

export interface BlindRecordsOptions {
  readonly store: Store;
  readonly queue: AskQueue;
  readonly holdout: HoldoutProgress;
  readonly blinding: Blinding;
}

/**
 * Returns which records are blind at present: hold-out members until they are labelled in their turn, and
 * records to be asked blind. Valid until the next answer.
 */
export function blindRecords({
  store,
  queue,
  holdout,
  blinding,
}: BlindRecordsOptions): (id: RecordId) => boolean {
  // While even ordinary picks are blind, an unanswered record that shows a prediction would stand out.
  const all = blinding.isEverythingBlind;
  const planned = queue.batch.filter(({ ask }) => blinding.isBlind(ask)).map(({ id }) => id);
  const blindInBatch = new Set(planned);
  return (id) => {
    if (holdout.has(id)) return holdout.isBlind(id);
    if (isLabelled(store.answer(id))) return false;
    return all || blindInBatch.has(id) || (queue.find(id)?.blind ?? false);
  };
}
