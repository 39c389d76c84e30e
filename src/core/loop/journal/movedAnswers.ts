import { isAnswered } from '../../store/isAnswered.ts';
import type { RecordId } from '../../record.ts';
import { labelsThat, sorted } from '../../task/judgement.ts';
import type { ImportEvent, NewEvent, Stamp } from '../../store/events.ts';
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
    const isJudged = isAnswered(answer) || answer.labels !== undefined;
    if (isJudged) events.push({ ...on(from), kind: 'clear' });
    if (answer.flagged) events.push({ ...on(from), kind: 'unflag' });
    if (answer.note !== undefined) events.push({ ...on(from), kind: 'note', note: '' });
    // Where two rows now have one text, the first answer is kept.
    if (there.has(to)) continue;
    there.add(to);
    for (const event of isJudged ? given(answer) : []) {
      // An import says itself who answered and when.
      const by = event.kind === 'import' ? on(to) : on(to, answer);
      events.push({ ...by, ...event });
    }
    if (answer.flagged) events.push({ ...on(to), kind: 'flag' });
    if (answer.note !== undefined) events.push({ ...on(to), kind: 'note', note: answer.note });
  }
  return events;
}

type Answered = WithoutStamp<AnswerEvent>;
type WithoutStamp<E> = E extends AnswerEvent ? Omit<E, keyof Stamp | 'recordId'> : never;
type AnswerEvent = Extract<NewEvent, { kind: 'label' | 'labels' | 'skip' | 'import' }>;

/** The events that give an answer again; two for a skipped record with some labels judged. */
function given(answer: StoredAnswer): Answered[] {
  const { at, annotator, kind, label, labels, sourceId, ask, elapsedMs, importedFrom } = answer;
  const source = sourceId === undefined ? {} : { sourceId };
  const judged = labels && { yes: labelsThat(true, { labels }), of: sorted([...labels.keys()]) };
  const whole: ImportEvent['whole'] = kind === 'skip' ? 'skipped' : 'unanswered';
  const isPart = judged !== undefined && kind !== 'labels';
  if (importedFrom !== undefined) {
    const imported = {
      ...source,
      kind: 'import',
      given: { at, annotator },
      from: importedFrom,
      ...(label === undefined ? {} : { label }),
      ...judged,
      ...(isPart && { whole }),
    } as const;
    return [imported];
  }
  const details = {
    ...source,
    ...(ask === undefined ? {} : { ask }),
    ...(elapsedMs === undefined ? {} : { elapsedMs }),
  };
  const events: Answered[] = [];
  if (kind === 'skip') events.push({ ...details, kind });
  if (label !== undefined) events.push({ ...details, kind: 'label', label });
  if (judged) {
    const part = isPart && { judged: judged.of };
    events.push({ ...details, kind: 'labels', ...judged, ...part });
  }
  return events;
}
