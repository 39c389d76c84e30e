import { isAnswered } from '../../store/isAnswered.ts';
import type { RecordId } from '../../record.ts';
import type { NewEvent, Stamp } from '../../store/events.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';

/** A row whose text changes because its file is read with other settings, so that it is another record. */
export interface RecordMove {
  readonly from: RecordId;
  readonly to: RecordId;
}

/** What moves with the rows of a file that is read with other settings. */
export interface RowMoves {
  /** Answers. */
  readonly moves: readonly RecordMove[];
  /** Members of the hold-out, and records between it and the rest. */
  readonly held: readonly RecordMove[];
  /** The records whose rows were read before, so that none of them is drawn again; see `SeenRecords`. */
  readonly seen: Uint8Array;
}

/**
 * The events that move answers with everything that belongs to them: who gave them and when, why the record was
 * asked, flags and notes.
 */
export function movedAnswers(
  store: Pick<Store, 'answer'>,
  moves: readonly RecordMove[],
  stamp: Stamp,
): NewEvent[] {
  const events: NewEvent[] = [];
  const on = (recordId: RecordId, given?: Pick<StoredAnswer, 'at' | 'annotator'>) => ({
    ...stamp,
    ...(given && { at: given.at, annotator: given.annotator }),
    id: `${stamp.id}/${events.length}`,
    recordId,
  });
  const there = new Set<RecordId>();
  for (const { from, to } of moves) {
    const answer = store.answer(from);
    if (answer === undefined) continue;
    if (isAnswered(answer)) events.push({ ...on(from), kind: 'clear' });
    if (answer.flagged) events.push({ ...on(from), kind: 'unflag' });
    if (answer.note !== undefined) events.push({ ...on(from), kind: 'note', note: '' });
    // Of two rows that have become one text the first answer stands for both.
    if (there.has(to)) continue;
    there.add(to);
    if (isAnswered(answer)) events.push(given(answer, on(to, answer), on(to)));
    if (answer.flagged) events.push({ ...on(to), kind: 'flag' });
    if (answer.note !== undefined) events.push({ ...on(to), kind: 'note', note: answer.note });
  }
  return events;
}

function given(
  answer: StoredAnswer,
  own: Stamp & { readonly recordId: RecordId },
  mine: Stamp & { readonly recordId: RecordId },
): NewEvent {
  const { at, annotator, label, sourceId, ask, elapsedMs, importedFrom } = answer;
  const source = sourceId === undefined ? {} : { sourceId };
  if (importedFrom !== undefined) {
    const from = { given: { at, annotator }, from: importedFrom };
    return {
      ...mine,
      ...source,
      kind: 'import',
      ...from,
      ...(label === undefined ? {} : { label }),
    };
  }
  const details = {
    ...own,
    ...source,
    ...(ask === undefined ? {} : { ask }),
    ...(elapsedMs === undefined ? {} : { elapsedMs }),
  };
  return label === undefined ? { ...details, kind: 'skip' } : { ...details, kind: 'label', label };
}
