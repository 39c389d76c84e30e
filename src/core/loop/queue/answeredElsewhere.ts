import { isAnswered } from '../../store/isAnswered.ts';
import type { RecordId } from '../../record.ts';
import type { Store } from '../../store/store.ts';
import type { Engine } from '../../engine/engineApi.ts';
import type { RecordCache } from '../engine/recordCache.ts';
import { withAnswer, type AskedRecord } from './askedRecord.ts';

export interface OthersChangesSources {
  readonly store: Store;
  readonly engine: () => Engine;
  readonly texts: RecordCache;
}

/** Maximum number of records answered by other windows that are read for the short history. */
const maxRead = 50;

/**
 * Updates `ahead` after writes by other windows: drops records that they answered, and shows their answer on
 * revisited ones.
 * @param ids the records they changed; any if omitted
 */
export function applyOthersChanges(
  ahead: readonly AskedRecord[],
  { store, engine, texts }: OthersChangesSources,
  ids?: readonly RecordId[],
): AskedRecord[] {
  for (const { record } of ahead) texts.add(record);
  const unread = (ids ?? []).filter((id) => !texts.get(id)).slice(-maxRead);
  if (unread.length > 0) {
    const read = engine().read({ ids: unread });
    read.then((records) => records.forEach((record) => texts.add(record))).catch(() => undefined);
  }
  const touched = ids && new Set(ids);
  return ahead.flatMap((asked) => {
    const { id } = asked.record;
    if (touched && !touched.has(id)) return [asked];
    const answer = store.answer(id);
    const flagged = answer?.flagged ?? false;
    const { answered: _, shown, ...rest } = asked;
    if (!isAnswered(answer)) return [{ ...rest, flagged }];
    if (answer.seq === shown) return [{ ...asked, flagged }];
    return asked.revisited
      ? [{ ...withAnswer(rest, answer, true), flagged, shown: answer.seq }]
      : [];
  });
}
