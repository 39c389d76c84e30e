import type { RecordId } from '../record.ts';
import { sorted } from '../task/judgement.ts';
import type { Candidate, StepEvent } from './events.ts';
import type { RecordEvent } from './fold.ts';
import type { Conflict } from './importsFound.ts';
import type { Step } from './store.ts';

type ConflictAt = Extract<StepEvent, { kind: 'conflict' }>;

/** Whether an event answers its record as a whole, and so closes its conflicts. */
export function decides(event: RecordEvent): boolean {
  switch (event.kind) {
    case 'label':
    case 'skip':
      return true;
    case 'labels':
    case 'spans':
      return event.judged === undefined;
    case 'import':
      return event.whole !== 'unanswered';
    case 'clear':
    case 'flag':
    case 'unflag':
    case 'note':
    case 'conflict':
      return false;
  }
}

/** The open conflicts of a record after an event, in order. */
function nextConflicts(before: readonly ConflictAt[], event: RecordEvent): readonly ConflictAt[] {
  if (event.kind === 'conflict') return [...before, event];
  return decides(event) ? [] : before;
}

/** The conflicts that the events in effect leave open, in order. */
export function openConflicts(events: Iterable<StepEvent>): ConflictAt[] {
  const open = new Map<RecordId, readonly ConflictAt[]>();
  for (const event of events) {
    if (event.kind === 'schema') continue;
    const before = open.get(event.recordId);
    if (!before && event.kind !== 'conflict') continue;
    open.set(event.recordId, nextConflicts(before ?? [], event));
  }
  return [...open.values()].flat().sort((a, b) => a.seq - b.seq);
}

/**
 * Open conflicts by record.
 * @param open in order
 * @param current maps a label, as of a journal position, to its current name
 */
export function conflictsOf(
  open: Iterable<ConflictAt>,
  current: (label: string, seq: number) => string,
): Conflict[] {
  const byRecord = new Map<RecordId, Conflict>();
  for (const { recordId, sourceId, candidates, from, seq } of open) {
    const before = byRecord.get(recordId);
    const named = candidates.map((candidate) => ({
      ...withNames(candidate, (name) => current(name, seq)),
      from,
    }));
    const source = sourceId ?? before?.sourceId;
    byRecord.delete(recordId);
    byRecord.set(recordId, {
      recordId,
      ...(source !== undefined && { sourceId: source }),
      candidates: [...(before?.candidates ?? []), ...named],
      seq,
    });
  }
  return [...byRecord.values()];
}

function withNames(candidate: Candidate, name: (label: string) => string): Candidate {
  const { label, yes, of, spans } = candidate;
  return {
    ...candidate,
    ...(label !== undefined && { label: name(label) }),
    ...(yes && { yes: sorted(yes.map(name)) }),
    ...(of && { of: sorted(of.map(name)) }),
    ...(spans && { spans: spans.map((span) => ({ ...span, label: name(span.label) })) }),
  };
}

/**
 * Returns the step.
 * @throws RangeError if it changed the meaning of answers, since undoing that must also change the project
 * file. Added labels do not affect answers; the caller removes them from the file.
 */
export function undoable(step: Step): Step {
  const changes = step.events.filter((event) => event.kind === 'schema');
  if (changes.every(({ change }) => change.type === 'add')) return step;
  throw new RangeError(`The step ${step.step} changed the label set.`);
}
