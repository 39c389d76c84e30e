import type { RecordId } from '../../record.ts';
import { holdoutIds } from '../../store/holdoutIds.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import type { SingleTraining } from '../../engine/modelApi.ts';

/**
 * Labelled records outside the hold-out, in the order of their answers. An answer that was asked for as a
 * hold-out record stays out as well where the record is no member any more: after Read Again as…, say, when
 * its answer has moved to the text of the same row.
 * @param labels the label set; answers with other labels are left out
 * @param without held-out records, and those whose text changed since
 */
export function trainingSet(
  answers: readonly StoredAnswer[],
  labels: readonly string[],
  ...without: readonly ReadonlySet<RecordId>[]
): SingleTraining {
  const known = new Set(labels);
  const set = answers.flatMap(({ recordId, label, ask }) => {
    if (label === undefined || !known.has(label) || ask?.kind === 'holdout') return [];
    return without.some((ids) => ids.has(recordId)) ? [] : [{ recordId, label }];
  });
  return {
    task: 'single',
    ids: set.map(({ recordId }) => recordId),
    answers: set.map(({ label }) => label),
  };
}

/** Records of the hold-out, and those that are near-duplicates both of them and of others. */
export function neverTrainedOn(
  store: Pick<Store, 'holdout' | 'betweenRecords'>,
): ReadonlySet<RecordId> {
  return new Set([...holdoutIds(store), ...store.betweenRecords()]);
}
