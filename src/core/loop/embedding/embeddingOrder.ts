import type { RecordId } from '../../record.ts';
import { holdoutIds } from '../../store/holdoutIds.ts';
import type { Store } from '../../store/store.ts';
import type { KnownAnswers } from '../journal/knownAnswers.ts';
import type { AskQueue } from '../queue/askQueue.ts';
import type { EmbeddingOrder } from '../../engine/embeddingApi.ts';

/**
 * The order in which records are embedded. First: answered records, which rounds are fitted on; the hold-out,
 * which rounds are scored on; and the queue. Last: records that will not be asked.
 */
export function embeddingOrder(
  store: Pick<Store, 'holdout' | 'excludedRecords'>,
  answers: Pick<KnownAnswers, 'inOrder' | 'byRecord'>,
  queue: Pick<AskQueue, 'ahead' | 'batch'>,
): EmbeddingOrder {
  const ids: Record<'label' | 'skip', RecordId[]> = { label: [], skip: [] };
  for (const { kind, recordId } of answers.inOrder) {
    if (kind === 'label' || kind === 'skip') ids[kind].push(recordId);
  }
  const { byRecord } = answers;
  // A set of all answered records would take long to make if there are very many.
  const add = (kind: 'label' | 'skip', more: readonly RecordId[]): RecordId[] => {
    for (const id of new Set(more)) if (byRecord.get(id)?.kind !== kind) ids[kind].push(id);
    return ids[kind];
  };
  const ahead = queue.ahead.map(({ record }) => record.id);
  const batch = queue.batch.map(({ id }) => id);
  return {
    first: add('label', [...holdoutIds(store), ...ahead, ...batch]),
    last: add('skip', store.excludedRecords()),
  };
}
