import type { JournalPosition, SchemaEvent } from '../../store/events.ts';
import type { Store, WritableStore } from '../../store/store.ts';
import type { StoreSetting } from '../journal/writeQueue.ts';

/** A label that was removed from the label set. */
interface RemovedLabel {
  readonly since: number;
  /** Journal position of its removal. */
  readonly gone: number;
}

/** By label: the journal position after which it could be given; 0 for the initial labels. */
type LabelTimes = Readonly<Record<string, number | RemovedLabel>>;

const setting = 'labels.since';

export interface LabelsNow {
  readonly labels: readonly string[];
  /** Journal position at which the label set became this one. */
  readonly at: number;
  /** Set by undo and redo: labels that return keep their earlier position. */
  readonly reversed?: boolean;
}

/**
 * Notes which labels are new; call with every label set. A renamed label keeps its position; a label that is
 * deleted and added again is new.
 */
export function updateLabelTimes(storeSetting: StoreSetting, store: Store, now: LabelsNow): void {
  storeSetting(setting, (present) =>
    timesAfter(present as LabelTimes | undefined, store.labelChanges(), now),
  );
}

/** The journal position after which a label could be given; 0 if unknown. */
export function labelSince(store: Store): (label: string) => number {
  const known = labelTimes(store);
  return (label) => sinceOf(known, label) ?? 0;
}

/** Accepts answers from before these labels as they are. */
export function acceptOldAnswers(into: WritableStore, labels: readonly string[]): void {
  const times = Object.fromEntries(labels.map((label) => [label, 0]));
  into.setSetting(setting, { ...labelTimes(into), ...times });
}

/** Undefined before the first `updateLabelTimes`. */
export function labelTimes(store: Store): LabelTimes | undefined {
  return store.setting(setting) as LabelTimes | undefined;
}

function timesAfter(
  known: LabelTimes | undefined,
  changes: readonly (SchemaEvent & JournalPosition)[],
  { labels, at, reversed = false }: LabelsNow,
): LabelTimes {
  const since = (label: string): number => {
    if (known === undefined) return 0;
    const before = timeOf(known, label);
    if (typeof before === 'number') return before;
    if (reversed && before) return before.since;
    const named = namedSince(label, before?.gone ?? 0, changes);
    return named === undefined ? at : Math.min(...named.map((from) => sinceOf(known, from) ?? 0));
  };
  const present = new Set(labels);
  const removed = Object.keys(known ?? {}).filter((label) => !present.has(label));
  const goneNow = (label: string): RemovedLabel => {
    const before = timeOf(known, label)!;
    return typeof before === 'number' ? { since: before, gone: at } : before;
  };
  const times: (readonly [string, number | RemovedLabel])[] = [
    ...labels.map((label) => [label, since(label)] as const),
    ...removed.map((label) => [label, goneNow(label)] as const),
  ];
  return Object.fromEntries(times);
}

/**
 * The names that a rename or merge after position `after` turned into this label; undefined if there was
 * none.
 */
function namedSince(
  label: string,
  after: number,
  changes: readonly (SchemaEvent & JournalPosition)[],
): readonly string[] | undefined {
  const last = changes.findLast(
    ({ seq, change }) =>
      seq > after &&
      (change.type === 'rename' || change.type === 'merge') &&
      (change.to === label || [change.from].flat().includes(label)),
  )?.change;
  if (last?.type !== 'rename' && last?.type !== 'merge') return undefined;
  return last.to === label ? [last.from].flat() : undefined;
}

function timeOf(known: LabelTimes | undefined, label: string): number | RemovedLabel | undefined {
  return known && Object.hasOwn(known, label) ? known[label] : undefined;
}

function sinceOf(known: LabelTimes | undefined, label: string): number | undefined {
  const time = timeOf(known, label);
  return typeof time === 'object' ? time.since : time;
}
