import type { Placed, SchemaEvent } from '../../store/events.ts';
import type { Store, WritableStore } from '../../store/store.ts';
import type { Keep } from '../journal/writeQueue.ts';

/** A label that was removed from the label set. */
interface Gone {
  readonly since: number;
  /** Position of the journal at which it was removed. */
  readonly gone: number;
}

/** By label: the position of the journal after which it could be given; 0 for those of the beginning. */
type LabelTimes = Readonly<Record<string, number | Gone>>;

const setting = 'labels.since';

export interface LabelsNow {
  readonly labels: readonly string[];
  /** Position of the journal at which the label set became this one. */
  readonly at: number;
  /** A step was taken back, or brought back: labels that return are as old as they were. */
  readonly reversed?: boolean;
}

/**
 * Notes which labels are new; to be called with every label set. A label that is only renamed is as old as
 * it was; one that was deleted and is added again is new.
 */
export function noteLabels(keep: Keep, store: Store, now: LabelsNow): void {
  keep(setting, (present) =>
    timesAfter(present as LabelTimes | undefined, store.labelChanges(), now),
  );
}

/** When a label could be given first; 0 where that is not known. */
export function labelSince(store: Store): (label: string) => number {
  const known = labelTimes(store);
  return (label) => sinceOf(known, label) ?? 0;
}

/** Answers from before these labels are to stay as they are. */
export function keepOldAnswers(into: WritableStore, labels: readonly string[]): void {
  const times = Object.fromEntries(labels.map((label) => [label, 0]));
  into.setSetting(setting, { ...labelTimes(into), ...times });
}

/** Undefined before the first label set was noted. */
export function labelTimes(store: Store): LabelTimes | undefined {
  return store.setting(setting) as LabelTimes | undefined;
}

function timesAfter(
  known: LabelTimes | undefined,
  changes: readonly (SchemaEvent & Placed)[],
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
  const went = Object.keys(known ?? {}).filter((label) => !present.has(label));
  const goneNow = (label: string): Gone => {
    const before = timeOf(known, label)!;
    return typeof before === 'number' ? { since: before, gone: at } : before;
  };
  const times: (readonly [string, number | Gone])[] = [
    ...labels.map((label) => [label, since(label)] as const),
    ...went.map((label) => [label, goneNow(label)] as const),
  ];
  return Object.fromEntries(times);
}

/** What a label was called before it got its name later than `after`; undefined: it got none then. */
function namedSince(
  label: string,
  after: number,
  changes: readonly (SchemaEvent & Placed)[],
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

function timeOf(known: LabelTimes | undefined, label: string): number | Gone | undefined {
  return known && Object.hasOwn(known, label) ? known[label] : undefined;
}

function sinceOf(known: LabelTimes | undefined, label: string): number | undefined {
  const time = timeOf(known, label);
  return typeof time === 'object' ? time.since : time;
}
