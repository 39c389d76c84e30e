import { assertNever } from '../errors.ts';
import type { RecordId } from '../record.ts';
import { sameJudgement } from '../task/judgement.ts';
import type { LabelChange } from '../task/labelChange.ts';
import { labelJudgementsAfter, labelJudgementsOf, sameLabels } from '../task/labelJudgements.ts';
import { spanSetAfter, spanSetOf, type SpanSet } from '../task/spanSet.ts';
import type { Ask, ImportEvent, StepEvent } from './events.ts';
import type { StoredAnswer } from './store.ts';
import type { SchemaChange } from './schemaChange.ts';

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
        ...answered(before, event),
        kind: event.kind,
        ...(event.kind === 'label' && { label: event.label }),
      };
    case 'labels': {
      const labels = labelJudgementsOf(before?.labels, event);
      return event.judged
        ? { ...partOf(before, event), labels }
        : { ...answered(before, event), kind: 'labels', labels };
    }
    case 'spans': {
      const { spans, of } = spanSetOf(spansIn(before), event);
      return event.judged
        ? { ...partOf(before, event), spans, of }
        : { ...answered(before, event), kind: 'spans', spans, of };
    }
    case 'import':
      return settled({
        ...commonFields(before, event),
        ...stampOf(event),
        ...event.given,
        ...imported(event),
        ...(event.flagged !== undefined && { flagged: event.flagged }),
        ...(event.note !== undefined && { note: event.note }),
        ...defined('ask', event.blind ? askedElsewhere : before?.ask),
        importedFrom: event.from,
      });
    case 'clear':
      return settled({ ...commonFields(before, event), ...stampOf(event), kind: 'none' });
    case 'flag':
    case 'unflag':
      return settled({ ...(before ?? blank(event)), flagged: event.kind === 'flag' });
    case 'note':
      return settled({ ...(before ?? blank(event)), note: event.note });
    case 'conflict':
      return before;
    default:
      return assertNever(event);
  }
}

/** The labels whose annotations a change of the label set renames or removes. */
export function affectedLabels(change: SchemaChange): readonly string[] {
  if (change.type === 'delete') return [change.label];
  if (change.type !== 'rename' && change.type !== 'merge') return [];
  return [change.from].flat().filter((label) => label !== change.to);
}

/** The labels whose judgements a label-set change may alter. */
export function labelsJudgedAgain(change: SchemaChange): readonly string[] {
  if (change.type === 'split') return [change.from];
  const touched = affectedLabels(change);
  return touched.length > 0 && 'to' in change ? [...touched, change.to] : touched;
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
  if (!isLabelChange(change)) return answer;
  if (answer.labels) {
    const labels = labelJudgementsAfter(answer.labels, change);
    return labels === answer.labels ? answer : changed(answer, labels && { labels });
  }
  const set = spansIn(answer);
  if (set) {
    const after = spanSetAfter(set, change);
    return after === set ? answer : changed(answer, after);
  }
  if (answer.label === undefined) return answer;
  if (change.type === 'delete') {
    return answer.label === change.label ? unanswered(answer) : answer;
  }
  const label = labelAfter(answer.label, change);
  return label === answer.label ? answer : { ...answer, label };
}

function isLabelChange(change: SchemaChange): change is LabelChange {
  switch (change.type) {
    case 'rename':
    case 'merge':
    case 'split':
    case 'delete':
      return true;
    case 'add':
    case 'edit':
    case 'read':
    case 'defaults':
      return false;
  }
}

/** Replaces an answer's judgement; without a new one the record is no longer answered. */
function changed(
  { labels: _, spans: __, of: ___, ...rest }: StoredAnswer,
  judgement: Pick<StoredAnswer, 'labels'> | SpanSet | undefined,
): StoredAnswer | undefined {
  if (judgement) return { ...rest, ...judgement };
  return rest.kind === 'skip' ? rest : unanswered(rest);
}

/** Whether two states of a record have equal labels and spans. */
function sameAnswer(a: StoredAnswer | undefined, b: StoredAnswer | undefined): boolean {
  return (
    a?.label === b?.label && sameLabels(a?.labels, b?.labels) && sameSpans(spansIn(a), spansIn(b))
  );
}

function sameSpans(a: SpanSet | undefined, b: SpanSet | undefined): boolean {
  if (!a || !b) return a === b;
  return sameJudgement({ task: 'spans', ...a }, { task: 'spans', ...b });
}

function spansIn(answer: StoredAnswer | undefined): SpanSet | undefined {
  return answer?.spans && answer.of && { spans: answer.spans, of: answer.of };
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
  return [...ids].filter((id) => !sameAnswer(before.get(id), after.get(id)));
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

/** The fields that a whole answer sets, besides the answer itself. */
function answered(
  before: StoredAnswer | undefined,
  event: Extract<RecordEvent, { readonly elapsedMs?: number }>,
) {
  return {
    ...commonFields(before, event),
    ...stampOf(event),
    ...defined('ask', event.ask ?? before?.ask),
    ...defined('elapsedMs', event.elapsedMs),
  };
}

/** The state of a record after a partial judgement: everything else is unchanged. */
function partOf(
  before: StoredAnswer | undefined,
  event: Extract<RecordEvent, { kind: 'labels' | 'spans' }>,
): StoredAnswer {
  const { label: _, ...rest } = before ?? blank(event);
  const kind = rest.kind === 'label' ? 'none' : rest.kind;
  return { ...rest, ...stampOf(event), kind, ...defined('ask', before?.ask ?? event.ask) };
}

/** The ask of an imported answer that was given blind. */
const askedElsewhere: Ask = { kind: 'holdout', elsewhere: true };

function imported({ label, yes, spans, of = [], whole }: ImportEvent) {
  const answerKind = label !== undefined ? 'label' : yes ? 'labels' : spans ? 'spans' : 'skip';
  const kind = whole === undefined ? answerKind : whole === 'skipped' ? 'skip' : 'none';
  return {
    kind,
    ...defined('label', label),
    ...(yes && { labels: labelJudgementsOf(undefined, { yes, of }) }),
    ...(spans && spanSetOf(undefined, { spans, of })),
  } as const;
}

/** Values independent of the answer: ids, flag and note. */
function commonFields(before: StoredAnswer | undefined, event: RecordEvent) {
  return {
    recordId: event.recordId,
    flagged: before?.flagged ?? false,
    ...defined('sourceId', event.sourceId ?? before?.sourceId),
    ...defined('note', before?.note),
  };
}

function stampOf({ seq, at, annotator }: RecordEvent) {
  return { seq, at, annotator };
}

function blank(event: RecordEvent): StoredAnswer {
  return { ...commonFields(undefined, event), ...stampOf(event), kind: 'none' };
}

/** Drops an empty note, and the whole state if nothing remains. */
function settled(answer: StoredAnswer): StoredAnswer | undefined {
  if (answer.note === '') {
    const { note: _, ...rest } = answer;
    return settled(rest);
  }
  const isJudged = (answer.labels ?? answer.spans) !== undefined;
  const isEmpty = answer.kind === 'none' && !answer.flagged && answer.note === undefined;
  return isEmpty && !isJudged ? undefined : answer;
}

function defined<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
