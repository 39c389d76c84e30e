import type { JournalEvent, JournalPosition, SchemaEvent } from './events.ts';
import { labelAfter } from './fold.ts';

/** A change of the label set with its undos and redos. */
export interface TimedChange {
  readonly event: SchemaEvent & JournalPosition;
  /** Positions of its undo, redo, undo …, in order. */
  readonly reversals: readonly number[];
}

/** The changes of the label set in a journal, in order, including undone ones. */
export function timedChanges(journal: Iterable<JournalEvent>): TimedChange[] {
  const changes: { event: SchemaEvent & JournalPosition; reversals: number[] }[] = [];
  for (const event of journal) {
    if (event.kind === 'schema') changes.push({ event, reversals: [] });
    if (event.kind !== 'undo' && event.kind !== 'redo') continue;
    for (const change of changes) {
      if (change.event.step === event.undoes) change.reversals.push(event.seq);
    }
  }
  return changes;
}

/**
 * The current name of `label` as of position `seq`. Renames in effect then but not now are
 * reversed; an undone merge is not: what was learnt as one label cannot be separated.
 */
export function currentName(label: string, seq: number, changes: readonly TimedChange[]): string {
  let name = label;
  for (const { event, reversals } of changes.toReversed()) {
    const undone = inEffect(event, reversals, seq) && !inEffect(event, reversals, Infinity);
    const { change } = event;
    if (undone && change.type === 'rename' && name === change.to) name = change.from;
  }
  for (const { event, reversals } of changes) {
    const done = !inEffect(event, reversals, seq) && inEffect(event, reversals, Infinity);
    if (done) name = labelAfter(name, event.change);
  }
  return name;
}

function inEffect(event: JournalPosition, reversals: readonly number[], seq: number): boolean {
  return event.seq <= seq && reversals.filter((at) => at <= seq).length % 2 === 0;
}
