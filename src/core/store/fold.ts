import { assertNever } from '../errors.ts';
import type { RecordId } from '../record.ts';
import type { SchemaChange, StepEvent } from './events.ts';
import type { StoredAnswer } from './store.ts';

/** An event of a step about one record. */
export type RecordEvent = Exclude<StepEvent, { kind: 'schema' }>;

/**
 * The state of a record after an event. Pure: the journal's view is this function folded over the
 * events in effect, in order.
 */
export function nextAnswer(
  before: StoredAnswer | undefined,
  event: RecordEvent,
): StoredAnswer | undefined {
  switch (event.kind) {
    case 'label':
    case 'skip':
      return {
        ...asides(before, event),
        ...whoAndWhen(event),
        kind: event.kind,
        ...(event.kind === 'label' && { label: event.label }),
        ...defined('ask', event.ask ?? before?.ask),
        ...defined('elapsedMs', event.elapsedMs),
      };
    case 'import':
      return settled({
        ...asides(before, event),
        ...whoAndWhen(event),
        ...event.given,
        kind: event.label === undefined ? 'skip' : 'label',
        ...defined('label', event.label),
        ...(event.flagged !== undefined && { flagged: event.flagged }),
        ...(event.note !== undefined && { note: event.note }),
        ...defined('ask', before?.ask),
        importedFrom: event.from,
      });
    case 'clear':
      return settled({ ...asides(before, event), ...whoAndWhen(event), kind: 'none' });
    case 'flag':
    case 'unflag':
      return settled({ ...(before ?? blank(event)), flagged: event.kind === 'flag' });
    case 'note':
      return settled({ ...(before ?? blank(event)), note: event.note });
    default:
      return assertNever(event);
  }
}

/** The labels whose annotations a change of the label set renames or removes. */
export function labelsTouched(change: SchemaChange): readonly string[] {
  if (change.type === 'delete') return [change.label];
  if (change.type !== 'rename' && change.type !== 'merge') return [];
  return [change.from].flat().filter((label) => label !== change.to);
}

/** The new name of a label after a change of the label set. */
export function labelAfter(label: string, change: SchemaChange): string {
  if (change.type !== 'rename' && change.type !== 'merge') return label;
  return [change.from].flat().includes(label) ? change.to : label;
}

/**
 * The state of a record after a change of the label set: the same object if unchanged, undefined if
 * nothing remains.
 */
export function answerAfter(answer: StoredAnswer, change: SchemaChange): StoredAnswer | undefined {
  if (answer.label === undefined) return answer;
  if (change.type === 'delete') {
    return answer.label === change.label ? unanswered(answer) : answer;
  }
  const label = labelAfter(answer.label, change);
  return label === answer.label ? answer : { ...answer, label };
}

/** Keeps only flag and note, as after a `clear`. */
function unanswered({
  recordId,
  sourceId,
  flagged,
  note,
  seq,
  at,
  annotator,
}: StoredAnswer): StoredAnswer | undefined {
  const kept = { ...defined('sourceId', sourceId), ...defined('note', note) };
  return settled({ recordId, flagged, ...kept, seq, at, annotator, kind: 'none' });
}

/** The records whose label differs between two views. */
export function relabelled(
  before: ReadonlyMap<RecordId, StoredAnswer>,
  after: ReadonlyMap<RecordId, StoredAnswer>,
): RecordId[] {
  const ids = new Set([...before.keys(), ...after.keys()]);
  return [...ids].filter((id) => before.get(id)?.label !== after.get(id)?.label);
}

/** Folds the events in effect, in order, into a view keyed by record. */
export function foldAnswers(events: Iterable<StepEvent>): Map<RecordId, StoredAnswer> {
  const answers = new Map<RecordId, StoredAnswer>();
  for (const event of events) applyTo(answers, event);
  return answers;
}

/** Applies one event to a view in place. */
export function applyTo(answers: Map<RecordId, StoredAnswer>, event: StepEvent): void {
  if (event.kind === 'schema') {
    for (const [id, answer] of answers) {
      const after = answerAfter(answer, event.change);
      if (after) answers.set(id, after);
      else answers.delete(id);
    }
    return;
  }
  const after = nextAnswer(answers.get(event.recordId), event);
  if (after) answers.set(event.recordId, after);
  else answers.delete(event.recordId);
}

/** Values that a record keeps whatever its answer: flag, note, and its position in the pool. */
function asides(before: StoredAnswer | undefined, event: RecordEvent) {
  return {
    recordId: event.recordId,
    flagged: before?.flagged ?? false,
    ...defined('sourceId', event.sourceId ?? before?.sourceId),
    ...defined('note', before?.note),
  };
}

function whoAndWhen({ seq, at, annotator }: RecordEvent) {
  return { seq, at, annotator };
}

function blank(event: RecordEvent): StoredAnswer {
  return { ...asides(undefined, event), ...whoAndWhen(event), kind: 'none' };
}

/** Drops an empty note, and the whole state if nothing remains. */
function settled(answer: StoredAnswer): StoredAnswer | undefined {
  if (answer.note === '') {
    const { note: _, ...rest } = answer;
    return settled(rest);
  }
  const empty = answer.kind === 'none' && !answer.flagged && answer.note === undefined;
  return empty ? undefined : answer;
}

function defined<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
