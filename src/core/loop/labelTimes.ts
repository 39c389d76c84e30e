import type { Store } from '../store/store.ts';

/** By label: the position of the journal after which it could be given; 0 for those of the beginning. */
type LabelTimes = Readonly<Record<string, number>>;

const setting = 'labels.since';

/**
 * Notes which labels are new: to be told of every label set. A label that only goes by another name is
 * as old as it was.
 * @param now position of the journal at which the label set became this one
 */
export function noteLabels(store: Store, labels: readonly string[], now = store.lastSeq()): void {
  const known = timesOf(store);
  const added = labels.filter((label) => !Object.hasOwn(known ?? {}, label));
  if (added.length === 0) return;
  const renamed = new Set(
    store
      .labelChanges()
      .flatMap(({ change }) =>
        change.type === 'rename' || change.type === 'merge' ? change.to : [],
      ),
  );
  const since = (label: string): number => (known === undefined || renamed.has(label) ? 0 : now);
  const times = Object.fromEntries(added.map((label) => [label, since(label)]));
  store.setSetting(setting, { ...known, ...times });
}

/** When a label could be given first; 0 where that is not known. */
export function labelSince(store: Store): (label: string) => number {
  const known = timesOf(store) ?? {};
  return (label) => (Object.hasOwn(known, label) ? known[label]! : 0);
}

/** Answers from before these labels are to stay as they are. */
export function leaveAnswers(store: Store, labels: readonly string[]): void {
  const times = Object.fromEntries(labels.map((label) => [label, 0]));
  store.setSetting(setting, { ...timesOf(store), ...times });
}

function timesOf(store: Store): LabelTimes | undefined {
  return store.setting(setting) as LabelTimes | undefined;
}
