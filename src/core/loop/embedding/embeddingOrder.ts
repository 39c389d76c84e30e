import type { RecordId } from '../../record.ts';
import { holdoutIds } from '../../store/holdoutIds.ts';
import type { Store } from '../../store/store.ts';
import type { AskQueue } from '../queue/askQueue.ts';
import type { EmbeddingOrder } from '../../engine/embeddingApi.ts';

/**
 * The order in which records are embedded. First: answered records, which rounds are fitted on; the hold-out,
 * which rounds are scored on; and the queue. Last: records that will not be asked.
 */
export function embeddingOrder(
  store: Pick<Store, 'answers' | 'holdout' | 'excludedRecords'>,
  queue: Pick<AskQueue, 'ahead' | 'batch'>,
): EmbeddingOrder {
  const answers = store.answers();
  const ids = (kind: 'label' | 'skip'): RecordId[] =>
    answers.filter((answer) => answer.kind === kind).map(({ recordId }) => recordId);
  const ahead = queue.ahead.map(({ record }) => record.id);
  const batch = queue.batch.map(({ id }) => id);
  return {
    first: [...new Set([...ids('label'), ...holdoutIds(store), ...ahead, ...batch])],
    last: [...new Set([...ids('skip'), ...store.excludedRecords()])],
  };
}
