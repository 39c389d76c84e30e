import { isAnswered } from '../../store/isAnswered.ts';
import type { RecordId } from '../../record.ts';
import { labelsThat, sorted } from '../../task/judgement.ts';
import type { ImportEvent, NewEvent, Stamp } from '../../store/events.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';

/** A row whose text, and therefore record id, changes because its file is read with other settings. */
export interface RecordMove {
  readonly from: RecordId;
  readonly to: RecordId;
}

/** What moves along with the rows of a file that is read with other settings. */
export interface RowMoves {
  /** Answers. */
  readonly moves: readonly RecordMove[];
  /** Hold-out members and `between` records. */
  readonly held: readonly RecordMove[];
  /** The new records of rows that were already read, so that none is drawn as new; see `SeenRecords`. */
  readonly seen: Uint8Array;
}

/** The events that move answers with their metadata: annotator, time, reason for asking, flags and notes. */
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
  const answeredTargets = new Set<RecordId>();
  for (const { from, to } of moves) {
    const answer = store.answer(from);
    if (answer === undefined) continue;
    const isJudged = isAnswered(answer) || answer.labels !== undefined;
    if (isJudged) events.push({ ...on(from), kind: 'clear' });
    if (answer.flagged) events.push({ ...on(from), kind: 'unflag' });
    if (answer.note !== undefined) events.push({ ...on(from), kind: 'note', note: '' });
    // If two rows now have the same text, the first answer is kept.
    if (answeredTargets.has(to)) continue;
    answeredTargets.add(to);
    for (const event of isJudged ? given(answer) : []) {
      // An import event carries its own annotator and time.
      const by = event.kind === 'import' ? on(to) : on(to, answer);
      events.push({ ...by, ...event });
    }
    if (answer.flagged) events.push({ ...on(to), kind: 'flag' });
    if (answer.note !== undefined) events.push({ ...on(to), kind: 'note', note: answer.note });
  }
  return events;
}

type AnswerContent = WithoutStamp<AnswerEvent>;
type WithoutStamp<E> = E extends AnswerEvent ? Omit<E, keyof Stamp | 'recordId'> : never;
type AnswerEvent = Extract<NewEvent, { kind: 'label' | 'labels' | 'skip' | 'import' }>;

/** The events that recreate an answer; two for a skipped record with some labels judged. */
function given(answer: StoredAnswer): AnswerContent[] {
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
  const events: AnswerContent[] = [];
  if (kind === 'skip') events.push({ ...details, kind });
  if (label !== undefined) events.push({ ...details, kind: 'label', label });
  if (judged) {
    const part = isPart && { judged: judged.of };
    events.push({ ...details, kind: 'labels', ...judged, ...part });
  }
  return events;
}
